package signin

import (
	"strings"

	"parcours/events"
)

// browsers and systems are what browsers call themselves, and what people call them; who calls itself by several names is
// found by the first.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}}
	systems  = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// browserOf is a browser as its person knows it: "Firefox, Android". One that has no such name is called as it calls itself.
func browserOf(agent string) string {
	var names []string
	for _, known := range [][][2]string{browsers, systems} {
		for _, name := range known {
			if strings.Contains(agent, name[0]) {
				names = append(names, name[1])
				break
			}
		}
	}
	if len(names) == 0 {
		return events.Cut(agent, 60)
	}
	return strings.Join(names, ", ")
}
