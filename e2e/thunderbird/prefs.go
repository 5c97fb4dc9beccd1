package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// preference is a line of user.js.
type preference struct {
	name  string
	value any
}

// quiet are the settings that keep a fresh profile silent and off the network. Nothing here changes how the
// calendar talks to a server.
var quiet = []preference{
	// Marionette's own defaults for browser tests would, for one, forbid saving passwords.
	{"remote.prefs.recommended", false},
	{"network.manage-offline-status", false},
	{"offline.autoDetect", false},
	// First-run pages, notices, questions.
	{"mail.provider.suppress_dialog_on_startup", true},
	{"mail.rights.version", 1},
	{"mail.shell.checkDefaultClient", false},
	{"mail.winsearch.firstRunDone", true},
	{"mailnews.start_page.enabled", false},
	{"mailnews.start_page_override.mstone", "ignore"},
	{"mail.inappnotifications.enabled", false},
	{"mail.inappnotifications.url", ""},
	{"app.donation.eoy.version.viewed", 999},
	{"mail.spotlight.firstRunDone", true},
	{"mail.warn_on_shift_delete", false},
	{"browser.tabs.warnOnClose", false},
	{"mail.chat.enabled", false},
	{"mail.openMessageBehavior.version", 1},
	{"mail.biff.show_alert", false},
	{"calendar.alarms.show", false},
	{"calendar.alarms.playsound", false},
	{"calendar.item.promptDelete", false},
	// Telemetry, updates, remote settings, safe browsing.
	{"datareporting.policy.dataSubmissionEnabled", false},
	{"datareporting.policy.dataSubmissionPolicyBypassNotification", true},
	{"datareporting.healthreport.uploadEnabled", false},
	{"toolkit.telemetry.enabled", false},
	{"toolkit.telemetry.server", "data:,"},
	{"toolkit.telemetry.updatePing.enabled", false},
	{"app.update.disabledForTesting", true},
	{"app.normandy.enabled", false},
	{"extensions.update.enabled", false},
	{"extensions.getAddons.cache.enabled", false},
	{"extensions.blocklist.enabled", false},
	{"extensions.autoDisableScopes", 15},
	{"services.settings.server", "data:,#remote-settings-dummy/v1"},
	{"browser.safebrowsing.update.enabled", false},
	{"media.gmp-manager.updateEnabled", false},
	{"network.captive-portal-service.enabled", false},
	{"network.connectivity-service.enabled", false},
	{"network.dns.disablePrefetch", true},
	{"network.trr.mode", 5},
	// Everything but loopback goes to a closed port.
	{"network.proxy.type", 1},
	{"network.proxy.http", "127.0.0.1"},
	{"network.proxy.http_port", 9},
	{"network.proxy.ssl", "127.0.0.1"},
	{"network.proxy.ssl_port", 9},
	{"network.proxy.no_proxies_on", "localhost, 127.0.0.1, [::1]"},
	{"security.OCSP.enabled", 0},
	// A fixed zone, weeks from Monday.
	{"calendar.timezone.useSystemTimezone", false},
	{"calendar.week.start", 1},
}

// userJS is the profile's settings file.
func userJS(port int, zone string) (string, error) {
	all := append([]preference{{"marionette.port", port}, {"calendar.timezone.local", zone}}, quiet...)
	var b strings.Builder
	for _, p := range all {
		value, err := json.Marshal(p.value)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "user_pref(%q, %s);\n", p.name, value)
	}
	return b.String(), nil
}
