//go:build e2e

package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parcours/config"
	"parcours/events"
	"parcours/messages"
)

// emptied is the example without sessions, polls and arbitrages, and what speaks of them: its delegations and people are left, and
// what each territory may spend and do.
func emptied(text string) string {
	var kept []string
	for _, part := range regexp.MustCompile(`(?m)^\[`).Split(text, -1) {
		head, _, _ := strings.Cut(part, "\n")
		switch {
		case regexp.MustCompile(`^\[?(session|poll|decision|programme\.note)\b`).MatchString(head):
		case strings.HasPrefix(head, "[resource") && regexp.MustCompile(`(?m)^(sessions|decisions) =`).MatchString(part):
		default:
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "[")
}

// openEmptyOffice serves it, with the days of its rules moved as the story's.
func openEmptyOffice(t *testing.T) *office {
	t.Helper()
	post := startMailServers(t, "")
	file, _ := config.Load([]byte(example(t)))
	o := &office{t: t, post: post, programme: file.Programme, names: map[string]string{}}
	o.demo = shift(t, demoDate())
	text := regexp.MustCompile(`(?m)^(before|stabilise_by) = (\S+)`).ReplaceAllStringFunc(emptied(example(t)), func(line string) string {
		key, day, _ := strings.Cut(line, " = ")
		return key + " = " + o.day(day).Format(time.DateOnly)
	})
	o.server = serve(t, post.mailConfig(text, ""))
	return o
}

// day is the day here of one of the note.
func (o *office) day(note string) time.Time {
	o.t.Helper()
	d, err := events.ParseDay(note)
	if err != nil {
		o.t.Fatal(err)
	}
	return d.Add(o.demo.Days(d)).In(time.UTC)
}

// date puts a day into a field, as keys do: "2027-03-10".
func (v *visitor) date(selector, day string) {
	v.t.Helper()
	v.keys(selector, day, day[8:]+day[5:7]+day[:4], day[5:7]+day[8:]+day[:4])
}

// hour puts an hour into a field: "09:00".
func (v *visitor) hour(selector, hour string) {
	v.t.Helper()
	at, err := time.Parse("15:04", hour)
	if err != nil {
		v.t.Fatal(err)
	}
	v.keys(selector, hour, at.Format("1504"), at.Format("0304PM"))
}

// keys goes to the first part of a field of days or hours and types it in the order that people have here: that is the machine's.
func (v *visitor) keys(selector, want string, typed ...string) {
	v.t.Helper()
	var got string
	for _, keys := range typed {
		v.do(selector, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{ const field = document.querySelector(%q); field.blur(); field.focus() }`, selector)), chromedp.KeyEvent(keys))
		if got = look(v.t, v.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q).value`, selector))); got == want {
			return
		}
	}
	v.t.Fatalf("%s has %q, want %q", selector, got, want)
}

// unfold opens what is folded around a field.
func (v *visitor) unfold(selector string) {
	v.t.Helper()
	if look(v.t, v.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`!document.querySelector(%q).checkVisibility()`, selector))) {
		v.press(fmt.Sprintf("details:has(%s):not([open]) > summary", selector))
	}
}

// when fills in a time: an all-day one has no hours.
func (o *office) when(v *visitor, w events.When, later int) {
	o.t.Helper()
	start, end := o.moved(w)
	v.date("#start", start.AddDate(0, 0, later).Format(time.DateOnly))
	if !w.AllDay {
		v.hour("#start-time", start.Format("15:04"))
		v.hour("#end-time", end.Format("15:04"))
	}
}

// moved is a time of the note here, as the wall has it.
func (o *office) moved(w events.When) (start, end time.Time) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		o.t.Fatal(err)
	}
	if w.AllDay {
		paris = time.UTC
	}
	start, end = w.Start.In(paris), w.End.In(paris)
	days := o.demo.Days(events.DayOf(start))
	return start.AddDate(0, 0, days), end.AddDate(0, 0, days)
}

// kept looks at what a form would do, and keeps it.
func (o *office) kept(v *visitor, form, says string) {
	o.t.Helper()
	v.follow(form + ` button[value="preview"]`)
	v.follow(`button[value="save"]`)
	v.sees(says)
}

// here tells the last part of the address, without what was said.
func (v *visitor) here() string {
	address, _, _ := strings.Cut(v.address(), "?")
	return address[strings.LastIndex(address, "/")+1:]
}

// makeSession makes one of the note's sessions, or all rooms of a split one; later is by how many days it is wrong.
func (o *office) makeSession(v *visitor, x *events.Plan, rooms []string, later int) {
	o.t.Helper()
	v.open(o.url + "/organise/sessions?new")
	v.write("#title", x.Title)
	o.when(v, x.When, later)
	if x.Status == events.Estimated {
		v.mark("#status-estimated")
	}
	switch x.Place.Mode {
	case events.Online:
		v.choose("#mode", "en v")
	case events.OnSite:
		v.choose("#mode", "sur")
		v.write("#where", x.Place.Where)
	}
	for _, room := range rooms {
		v.mark("#room-" + room)
	}
	if len(x.Audience.AskedTo) > 0 {
		v.mark("#asked-follows")
		for _, name := range x.Audience.AskedTo {
			v.unfold("#follow-" + o.names[name])
			v.mark("#follow-" + o.names[name])
		}
	}
	if len(x.Audience.Roles) > 0 {
		v.mark("#asked-some")
		for _, role := range x.Audience.Roles {
			v.unfold("#role-" + string(role))
			v.mark("#role-" + string(role))
		}
	}
	o.kept(v, "", "C'est enregistré.")
	o.names[x.ID] = v.here()
	if len(rooms) == 0 {
		return
	}
	o.names[x.Group] = v.here()
	for _, room := range v.all("nav.beside a", "href") {
		id := room[strings.LastIndex(room, "/")+1:]
		for _, category := range rooms {
			if strings.HasSuffix(id, category[:len(category)-1]) || strings.HasSuffix(id, category) {
				o.names[x.Group+"-"+category] = id
			}
		}
	}
}

// makeSessions makes those of the note that no poll asks about. The second session between peers is announced a day too late and moved;
// the third is cancelled, and stands again.
func (o *office) makeSessions(v *visitor) {
	o.t.Helper()
	var rooms []string
	for _, c := range o.programme.Categories {
		rooms = append(rooms, c.ID)
	}
	seen := map[string]bool{}
	for i := range o.programme.Sessions {
		x := &o.programme.Sessions[i]
		if x.Poll != "" || x.Group != "" && seen[x.Group] {
			continue
		}
		seen[x.Group] = x.Group != ""
		switch later := 0; {
		case x.Category == "":
			o.makeSession(v, x, nil, 0)
		default:
			if x.Group == "pairs-2" {
				later = 1
			}
			o.makeSession(v, x, rooms, later)
		}
		switch x.Group {
		case "pairs-2":
			start, _ := o.moved(x.When)
			v.date("#start", start.Format(time.DateOnly))
			v.date("#end", start.Format(time.DateOnly))
			v.write("#why", "La salle n'était pas libre.")
			o.kept(v, "form:has(#title)", "C'est enregistré.")
		case "pairs-3":
			v.write("#end-why", "Une grève.")
			o.kept(v, `form:has([value="cancel"])`, "La session est annulée.")
			v.write("#end-why", "La grève est levée.")
			o.kept(v, `form:has([value="reinstate"])`, "La session est rétablie.")
		}
	}
}

// makePolls makes both polls, with all that they ask about.
func (o *office) makePolls(v *visitor) {
	o.t.Helper()
	for _, poll := range o.programme.Polls {
		var choices [][]events.Plan
		for _, x := range o.programme.Sessions {
			switch last := len(choices) - 1; {
			case x.Poll != poll.ID:
			case last >= 0 && x.Group != "" && choices[last][0].Group == x.Group:
				choices[last] = append(choices[last], x)
			default:
				choices = append(choices, []events.Plan{x})
			}
		}
		for i, dates := range choices {
			form := "form:has(#meaning) "
			if i == 0 {
				v.open(o.url + "/organise/polls?new")
				v.write("#poll-title", regexp.MustCompile(`, semaine du .*`).ReplaceAllString(poll.Title, ""))
				v.write("#meaning", poll.Meaning)
			} else {
				form = `form:has(input[name="do"][value="ask"]) `
				v.press(`details:has(> form > input[value="ask"]) > summary`)
			}
			o.pollDates(v, form, dates)
			o.kept(v, form, map[bool]string{true: "Le sondage est créé.", false: "La session est ajoutée."}[i == 0])
			if i == 0 {
				o.names["poll "+poll.ID] = strings.Split(v.address(), "/")[5]
			}
			o.nameDates(v, dates)
		}
	}
}

// pollDates fills in what is to be dated.
func (o *office) pollDates(v *visitor, form string, dates []events.Plan) {
	o.t.Helper()
	title := dates[0].GroupTitle
	if title == "" {
		title = dates[0].Title
	}
	v.write(form+"#title", title)
	for len(v.all(form+`input[name="day"]`, "name")) < len(dates) {
		v.follow(form + `button[value="more"]`)
	}
	for n, x := range dates {
		start, _ := o.moved(x.When)
		line := fmt.Sprintf(`%sdiv[role="group"]:nth-of-type(%d) `, form, n+1)
		v.date(line+`input[name="day"]`, start.Format(time.DateOnly))
		if !x.When.AllDay {
			v.choose(line+"select", "matin et")
		}
	}
}

// nameDates finds what the dates are called here, on the page of the poll.
func (o *office) nameDates(v *visitor, dates []events.Plan) {
	o.t.Helper()
	title := dates[0].GroupTitle
	if title == "" {
		title = dates[0].Title
	}
	found := look(o.t, v.ctx, chromedp.Evaluate[[]string](fmt.Sprintf(
		`[...document.querySelectorAll("section")].filter(s => s.querySelector("h2")?.textContent.replace(/\s/g, " ") === %q).flatMap(s => [...s.querySelectorAll(".rows a")].map(a => a.getAttribute("href")))`, plainSpaces(messages.Typeset(title)))))
	if len(found) != len(dates) {
		o.t.Fatalf("%s has %d dates: %v\n%s", title, len(dates), found, v.text())
	}
	for i, x := range dates {
		o.names[x.ID] = strings.TrimPrefix(found[i], "/organise/sessions/")
		if x.Group != "" {
			o.names[x.Group] = o.names[x.ID][:strings.LastIndex(o.names[x.ID], "-")]
		}
	}
}

// said is a text of the note with what sessions are called here.
func (o *office) said(text string) string {
	return regexp.MustCompile(`\{(\w+):([\w,-]+)\}`).ReplaceAllStringFunc(text, func(told string) string {
		form, of, _ := strings.Cut(strings.Trim(told, "{}"), ":")
		var names []string
		for name := range strings.SplitSeq(of, ",") {
			if here := o.names[name]; here != "" {
				name = here
			}
			names = append(names, name)
		}
		return "{" + form + ":" + strings.Join(names, ",") + "}"
	})
}

// makeArbitrages puts the eight arbitrages of the note.
func (o *office) makeArbitrages(v *visitor) {
	o.t.Helper()
	for _, d := range o.programme.Decisions {
		v.open(o.url + "/organise/arbitrages/edit/new")
		v.write("#title", o.said(d.Title))
		v.write("#question", o.said(d.Question))
		v.write("#recap", o.said(d.Recap))
		if !slices.Contains(d.Form, events.FormText) {
			v.mark("#form-text") // it is ticked at first
		}
		for _, form := range d.Form {
			if form != events.FormText {
				v.mark("#form-" + string(form))
			}
		}
		for _, name := range d.Sessions {
			v.mark("#session-" + o.names[name])
		}
		if d.Poll != "" {
			v.choose("#poll", map[string]string{"approfondissement": "les d", "cloture": "le j"}[d.Poll])
		}
		v.mark("#who-" + string(d.Who))
		if d.To != "" {
			v.choose("#to", strings.ToLower(o.person(d.To).Name[:4]))
		}
		if !d.Due.IsZero() {
			v.date("#due", o.day(d.Due.String()).Format(time.DateOnly))
			v.write("#due-why", o.said(d.DueWhy))
		}
		for field, on := range map[string]bool{"#stated": d.DueStated, "#optional": d.Optional, "#by-theme": d.ByTheme} {
			if on {
				v.mark(field)
			}
		}
		v.follow("form:has(#title) .sends button")
		v.sees("L'arbitrage est posé.")
	}
}
