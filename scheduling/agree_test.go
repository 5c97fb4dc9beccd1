package scheduling_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/ical"
	"parcours/scheduling"
	"parcours/site"
)

// gathering is one event among some people of the small programme, who act on it at random.
type gathering struct {
	*site.Site
	boss  string
	first string // as it was invited to
	asked []string
	seen  map[string][]string // by person: texts that they were served, which a stale client sends again
	heard int                 // minute of the last mail that counted
	swept map[string]bool     // who threw their copy away since they were last asked anew
}

const uid = "treffen"

// elsewhere is the mail address of one more who is asked, and nobody here.
const elsewhere = "dehors@ailleurs.example.net"

// mails lets somebody elsewhere answer by mail, at a moment of their clock and to a state that they may have read long ago: the same
// message may come twice, and a later one before an earlier one. What is older than the last that counted changes nothing.
func (g *gathering) mails(rt *rapid.T, answer string) error {
	_, _, text := g.text(g.boss)
	if text == "" {
		return events.ErrNotFound
	}
	cal, err := ical.Parse([]byte(text))
	g.Must(err)
	c := master(cal)
	if c == nil || c.Attendee("mailto:"+elsewhere) == nil {
		return nil
	}
	letters, err := g.Correspondence.Letters(g.T.Context(), scheduling.LetterQuery{Address: elsewhere})
	g.Must(err)
	now := 0
	fmt.Sscan(c.Value("SEQUENCE"), &now)
	sequence, at := max(0, now-rapid.IntRange(0, 1).Draw(rt, "behind")), rapid.IntRange(10, 40).Draw(rt, "minute")
	message := fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20220202T08%02d00Z\r\nSEQUENCE:%d\r\nATTENDEE;PARTSTAT=%s:mailto:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", uid, at, sequence, answer, elsewhere)
	in := delivery.Incoming{ID: message, From: elsewhere, Token: letters[0].Token, Method: "REPLY", UID: uid,
		Itip: delivery.Itip{Method: "REPLY", UID: uid, Attendees: []string{elsewhere}, Octets: []byte(message)}}
	before := g.state()
	r, ours, err := g.Correspondence.Receive(g.T.Context(), in)
	if err != nil || !ours {
		return fmt.Errorf("a mail is not taken: %v %v", ours, err)
	}
	if r.Outcome != delivery.ReceiptApplied || sequence < now || at < g.heard {
		if after := g.state(); after != before {
			rt.Fatalf("%+v, SEQUENCE %d of %d, minute %d of %d, changed\n%s\nto\n%s", r, sequence, now, at, g.heard, before, after)
		}
		return nil
	}
	g.heard = at
	_, _, text = g.text(g.boss)
	cal, err = ical.Parse([]byte(text))
	g.Must(err)
	if line := master(cal).Attendee("mailto:" + elsewhere); !line.Is("PARTSTAT", answer) {
		rt.Fatalf("%s by mail, and the organiser has\n%s", answer, text)
	}
	return nil
}

// text is what somebody has of the event, and where; "" without it.
func (g *gathering) text(person string) (collection, name, text string) {
	for _, c := range []string{"calendar", "other"} {
		if _, err := g.Calendars.Collection(g.T.Context(), g.Person(person), person, c); err != nil {
			continue
		}
		for n, it := range g.Items(person, c) {
			if it.UID == uid {
				return c, n, g.Text(it)
			}
		}
	}
	return "", "", ""
}

// rewrite writes what somebody has after a change by their client.
func (g *gathering) rewrite(person string, change func(*ical.Component)) error {
	c, n, text := g.text(person)
	if text == "" {
		return events.ErrNotFound
	}
	octets, err := ical.Edit([]byte(text), func(cal *ical.Component) error { change(cal); return nil })
	g.Must(err)
	g.seen[person] = append(g.seen[person], text)
	_, err = g.Put(person, c, n, string(octets))
	return err
}

func events_(cal *ical.Component) []*ical.Component { return cal.Children("VEVENT") }

func master(cal *ical.Component) *ical.Component {
	for _, c := range events_(cal) {
		if c.Property("RECURRENCE-ID") == nil {
			return c
		}
	}
	return nil
}

// happenings are what people's clients do.
func (g *gathering) happenings() map[string]func(*rapid.T) error {
	some := func(rt *rapid.T) string { return rapid.SampledFrom(g.asked).Draw(rt, "who") }
	answer := func(rt *rapid.T) string {
		return rapid.SampledFrom([]string{"ACCEPTED", "TENTATIVE", "DECLINED"}).Draw(rt, "answer")
	}
	date := func(rt *rapid.T) string {
		return fmt.Sprintf("202203%02dT080000Z", 10+7*rapid.IntRange(0, 2).Draw(rt, "week"))
	}
	return map[string]func(*rapid.T) error{
		"renames": func(rt *rapid.T) error {
			title := rapid.SampledFrom([]string{"Atelier", "Forum", "Salon"}).Draw(rt, "title")
			return g.rewrite(g.boss, func(cal *ical.Component) {
				for _, c := range events_(cal) {
					c.Set(ical.NewText("SUMMARY", title))
				}
			})
		},
		"moves": func(rt *rapid.T) error {
			end := fmt.Sprintf("20220310T09%02d00Z", rapid.IntRange(1, 59).Draw(rt, "minute"))
			return g.rewrite(g.boss, func(cal *ical.Component) {
				if c := master(cal); c != nil {
					c.Set(ical.NewValue("DTEND", end))
				}
			})
		},
		"asks or asks no more": func(rt *rapid.T) error {
			who := some(rt)
			return g.rewrite(g.boss, func(cal *ical.Component) {
				for _, c := range events_(cal) {
					toggle(cal, c, "mailto:"+g.Person(who).Email)
				}
			})
		},
		"calls a date off": func(rt *rapid.T) error {
			at := date(rt)
			return g.rewrite(g.boss, func(cal *ical.Component) {
				cal.Components = slices.DeleteFunc(cal.Components, func(c *ical.Component) bool { return c.Value("RECURRENCE-ID") == at })
				if c := master(cal); c != nil && !strings.Contains(string(c.Bytes()), "EXDATE:"+at) {
					c.Add(ical.NewValue("EXDATE", at))
				}
			})
		},
		"sends an old state": func(rt *rapid.T) error {
			who := rapid.SampledFrom(append([]string{g.boss}, g.asked...)).Draw(rt, "who")
			c, n, text := g.text(who)
			if len(g.seen[who]) == 0 || text == "" {
				return nil
			}
			_, err := g.Put(who, c, n, rapid.SampledFrom(g.seen[who]).Draw(rt, "old"))
			return err
		},
		"answers": func(rt *rapid.T) error {
			who, status := some(rt), answer(rt)
			return g.rewrite(who, func(cal *ical.Component) { cal.SetPartstat("mailto:"+g.Person(who).Email, status) })
		},
		"answers by mail": func(rt *rapid.T) error { return g.mails(rt, answer(rt)) },
		"takes a date out": func(rt *rapid.T) error {
			who, at := some(rt), date(rt)
			return g.rewrite(who, func(cal *ical.Component) {
				cal.Components = slices.DeleteFunc(cal.Components, func(c *ical.Component) bool { return c.Value("RECURRENCE-ID") == at })
				if c := master(cal); c != nil && !strings.Contains(string(c.Bytes()), "EXDATE:"+at) {
					c.Add(ical.NewValue("EXDATE", at))
				}
			})
		},
		"answers for another": func(rt *rapid.T) error {
			who, other := some(rt), some(rt)
			if who == other {
				return nil
			}
			return g.rewrite(who, func(cal *ical.Component) { cal.SetPartstat("mailto:"+g.Person(other).Email, "ACCEPTED") })
		},
		"throws it away": func(rt *rapid.T) error {
			who := some(rt)
			c, n, text := g.text(who)
			if text == "" {
				return nil
			}
			g.swept[who] = true
			return g.Calendars.DeleteItem(g.T.Context(), g.Person(who), g.Collection(who, c), n, calendars.Preconditions{})
		},
		"moves it to another calendar": func(rt *rapid.T) error {
			who := rapid.SampledFrom(append([]string{g.boss}, g.asked...)).Draw(rt, "who")
			c, n, text := g.text(who)
			if text == "" {
				return nil
			}
			to := map[string]string{"calendar": "other", "other": "calendar"}[c]
			_, err := g.Calendars.TransferItem(g.T.Context(), g.Collection(who, c), g.Collection(who, to), calendars.Transfer{Move: true, Name: n, NewName: n})
			return err
		},
	}
}

// shown is what an object says: each date with its title, its time and who answers what, as far as own is asked; each answer for all, and
// "" where there is none to be seen. Who is asked as one of a group is shown to nobody else.
func shown(t *rapid.T, text, own string) map[string]string {
	if text == "" {
		return map[string]string{}
	}
	cal, err := ical.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	found, err := ical.Occurrences(cal, time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range found {
		if own != "" && o.Component.Attendee(own) == nil {
			continue
		}
		var answers []string
		for _, p := range o.Component.All("ATTENDEE") {
			status := p.Param("PARTSTAT")
			if own != "" && p.Param("MEMBER") != "" && !p.HasAddress(own) {
				continue
			}
			if status == "" {
				status = "NEEDS-ACTION"
			}
			answers = append(answers, ical.Address(p.Value)+"="+status)
		}
		slices.Sort(answers)
		all[o.Start.Format("0102T1504")] = fmt.Sprint(o.End.Format("1504"), " ", o.Component.Text("SUMMARY"), " ", answers)
	}
	return all
}

// agree checks that everybody's copy says what the organiser's object says to them: all of it, but for dates that they declined.
func (g *gathering) agree(t *rapid.T, after string) {
	_, _, text := g.text(g.boss)
	for _, who := range g.asked {
		address := "mailto:" + g.Person(who).Email
		want := shown(t, text, address)
		_, _, mine := g.text(who)
		if cal, err := ical.Parse([]byte(text)); err == nil {
			if p := line(cal, address); p != nil && p.Is("SCHEDULE-AGENT", "CLIENT") {
				if mine != "" && !strings.Contains(mine, "STATUS:CANCELLED") {
					t.Fatalf("after %s: %s is left to their client, and has\n%s", after, who, mine)
				}
				continue
			}
		}
		if mine == "" {
			for at, what := range want {
				if !strings.Contains(what, address+"=DECLINED") {
					t.Fatalf("after %s: %s has no copy, and did not decline %s %s\n%s", after, who, at, what, text)
				}
			}
			continue
		}
		if strings.Contains(mine, "STATUS:CANCELLED") && len(want) == 0 {
			continue
		}
		got := shown(t, mine, "")
		for at, what := range want {
			if got[at] == "" && strings.Contains(what, address+"=DECLINED") {
				delete(want, at)
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("after %s: %s has\n%v\nthe organiser's says\n%v\ncopy:\n%s\norganiser's:\n%s", after, who, got, want, mine, text)
		}
	}
}

// Whatever clients do, in whatever order, stale or for others: copies say what the organiser's object says, and what an attendee
// answered is theirs alone to change, until the organiser asks again.
func TestCopiesAgree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		g := &gathering{Site: s, seen: map[string][]string{}, swept: map[string]bool{}}
		for _, p := range s.Programme().People() {
			switch {
			case p.Role == events.Organiser && g.boss == "":
				g.boss = p.ID
			case p.Role == events.Member || p.Role == events.Referent:
				if len(g.asked) < 3 {
					g.asked = append(g.asked, p.ID)
				}
			}
		}
		lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20220201T080000Z", "DTSTART:20220310T080000Z", "DTEND:20220310T090000Z",
			"SUMMARY:Atelier", "RRULE:FREQ=WEEKLY;COUNT=3", "ORGANIZER:mailto:" + s.Person(g.boss).Email, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:" + s.Person(g.boss).Email}
		for _, who := range g.asked {
			lines = append(lines, "ATTENDEE:mailto:"+s.Person(who).Email)
		}
		lines = append(lines, "ATTENDEE:mailto:"+elsewhere)
		for _, who := range append([]string{g.boss}, g.asked...) {
			s.Must(s.Calendars.CreateCollection(s.T.Context(), s.Person(who), who, calendars.StoredCollection{Name: "other"}))
		}
		g.first = strings.Join(append(lines, "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
		_, err := s.Put(g.boss, "calendar", "t.ics", g.first)
		s.Must(err)
		g.agree(rt, "the invitation")
		do := g.happenings()
		maps.Copy(do, g.more())
		names := slices.Sorted(maps.Keys(do))
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			what := rapid.SampledFrom(names).Draw(rt, "what")
			before := g.state()
			if err := do[what](rt); err != nil {
				if after := g.state(); after != before {
					rt.Fatalf("%s was refused (%v) and changed something:\n%s\nwas\n%s", what, err, after, before)
				}
			}
			g.agree(rt, what)
		}
	})
}

// state is all that everybody has of the event.
func (g *gathering) state() string {
	var all []string
	for _, who := range append([]string{g.boss}, g.asked...) {
		c, n, text := g.text(who)
		all = append(all, who+" "+c+"/"+n+"\n"+text)
	}
	return strings.Join(all, "\n")
}
