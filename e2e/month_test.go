//go:build e2e

package e2e

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// violated notes on each page what its policy blocks, from before its first script.
const violated = `window.blocked = []; document.addEventListener("securitypolicyviolation", (e) => window.blocked.push(e.violatedDirective + " " + e.blockedURI.slice(0, 80)))`

// The month is FullCalendar's where there is room: by keyboard one reaches the next month, and from a session on its day its place on the
// page. Nothing of it is blocked by the page's policy. On a phone, and without JavaScript, it is the table.
func TestMonthViewByKeyboard(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	demo := shift(t, demoDate())
	ctx := openChromium(t, tab{width: 1100, height: 900, script: true}, limit)
	v := &visitor{t: t, ctx: ctx, hands: keyboard{}}
	if err := chromedp.Do(ctx, onEachPage(violated)); err != nil {
		t.Fatal(err)
	}
	month := func(h held) (string, string) {
		start, _ := h.local(t, demo)
		return start[:4] + "-" + start[4:6], start[:4] + "-" + start[4:6] + "-" + start[6:8]
	}
	first, _ := month(forElus[2])
	v.open(s.url + "/?category=elus&view=month&month=" + first)
	seen := 0
	for range 12 {
		if _, err := chromedp.Run(ctx, chromedp.WaitVisible(chromedp.CSS(".live-month .fc-daygrid-day"))); err != nil {
			t.Fatal(err)
		}
		address, err := url.Parse(v.address())
		if err != nil {
			t.Fatal(err)
		}
		shown := address.Query().Get("month")
		for _, h := range forElus {
			if at, day := month(h); at == shown {
				seen++
				link := `.live-month td[data-date="` + day + `"] a.fc-event`
				if !v.has(link) {
					t.Errorf("%s is not on %s", h.id, day)
				}
			}
		}
		if got := v.all(".grid-month", "class"); len(got) > 0 {
			t.Errorf("the table is shown too: %q", got)
		}
		if blocked := look(t, ctx, chromedp.Evaluate[[]string]("window.blocked")); len(blocked) > 0 {
			t.Errorf("%s: blocked: %q", v.address(), blocked)
		}
		if address.Query().Get("category") != "elus" {
			t.Errorf("the filter is lost on %s", address)
		}
		if !v.has(`a[rel="next"]`) {
			break
		}
		v.follow(`a[rel="next"]`)
	}
	if seen < 8 {
		t.Errorf("%d sessions were seen on their days", seen)
	}

	agora := forElus[slices.IndexFunc(forElus, func(h held) bool { return h.id == "agora" })]
	at, day := month(agora)
	v.open(s.url + "/?view=month&month=" + at)
	v.press(`.live-month td[data-date="` + day + `"] a.fc-event[href="#agora"]`)
	if !strings.HasSuffix(v.address(), "#agora") || !look(t, ctx, chromedp.Evaluate[bool](`document.querySelector("#agora").matches(":target") && document.querySelector("#agora").getBoundingClientRect().top < innerHeight`)) {
		t.Errorf("the link does not lead to its place: %s", v.address())
	}
	if blocked := look(t, ctx, chromedp.Evaluate[[]string]("window.blocked")); len(blocked) > 0 {
		t.Errorf("blocked: %q", blocked)
	}
	for _, one := range []tab{{width: 360, height: 740, script: true}, {width: 1100, height: 900}} {
		show(t, ctx, one)
		v.open(s.url + "/?view=month&month=" + at)
		if got := v.all(".grid-month", "class"); len(got) != 1 {
			t.Errorf("%+v: the table is not shown", one)
		}
		if !v.has(`.grid-month a[href="#agora"]`) || v.has("script[src*=fullcalendar]") {
			t.Errorf("%+v: no link in the table, or FullCalendar was fetched", one)
		}
	}
}

// onEachPage has a script run before those of each page.
func onEachPage(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}
