package organise

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"parcours/events"
	"parcours/office"
	"parcours/polls"
)

// pollForm is what the forms of a poll say, as somebody typed it: its own words, and those of a session to be dated.
type pollForm struct {
	PollTitle, Meaning, Quorum, Until string
	Session                           sessionForm
	Dates                             []dateForm
	Choice, Option                    string // of which choice, which date
}

// dateForm is a line of a date: a day, and a moment of it or hours.
type dateForm struct {
	N                     int // from 1
	Day, Moment, From, To string
}

// Moments of a day that can be voted for, and their hours; "" is the whole day.
var moments = []struct {
	name  string
	parts []events.Part
}{
	{"", nil},
	{"morning", []events.Part{{From: 9 * time.Hour, To: 12 * time.Hour}}},
	{"afternoon", []events.Part{{From: 14 * time.Hour, To: 17 * time.Hour}}},
	{"both", []events.Part{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 14 * time.Hour, To: 17 * time.Hour}}},
}

// Dates that a form has at first, and at most.
const (
	firstDates = 4
	mostDates  = 40
)

func readPollForm(form url.Values) pollForm {
	line := func(name string) string { return strings.Join(strings.Fields(form.Get(name)), " ") }
	f := pollForm{
		PollTitle: line("poll-title"), Meaning: line("meaning"), Quorum: line("quorum"), Until: line("until"), Session: readSessionForm(form),
		Choice: line("choice"), Option: line("option"),
	}
	at := func(name string, i int) string {
		if i < len(form[name]) {
			return strings.TrimSpace(form[name][i])
		}
		return ""
	}
	for i := range form["day"][:min(len(form["day"]), mostDates)] {
		f.Dates = append(f.Dates, dateForm{i + 1, at("day", i), at("moment", i), at("from", i), at("to", i)})
	}
	return f
}

// more gives lines for more dates.
func (f *pollForm) more(n int) {
	for range min(n, mostDates-len(f.Dates)) {
		f.Dates = append(f.Dates, dateForm{N: len(f.Dates) + 1})
	}
}

// formOfPoll is the form of a poll as it was written.
func formOfPoll(p *events.Poll) pollForm {
	f := pollForm{PollTitle: p.Title, Meaning: p.Meaning, Until: p.Until.String()}
	if p.Quorum > 0 {
		f.Quorum = strconv.Itoa(p.Quorum)
	}
	return f
}

// words brings a poll's own words in.
func (f *pollForm) words(p *events.Poll) (wrong []office.WrongField) {
	p.Title, p.Meaning, p.Quorum, p.Until = f.PollTitle, f.Meaning, 0, events.Day{}
	var err error
	if f.Quorum != "" {
		if p.Quorum, err = strconv.Atoi(f.Quorum); err != nil {
			wrong = append(wrong, office.WrongField{Field: "quorum", Key: "quorum"})
		}
	}
	if f.Until != "" {
		if p.Until, err = events.ParseDay(f.Until); err != nil {
			wrong = append(wrong, office.WrongField{Field: "until", Key: "until"})
		}
	}
	return wrong
}

// dates reads the lines that say a day.
func (f *pollForm) dates(loc *time.Location) (all []polls.Date, wrong []office.WrongField) {
	for i := range f.Dates {
		d := &f.Dates[i]
		if d.Day == "" && d.From == "" && d.To == "" {
			continue
		}
		one, bad := d.date(loc)
		if len(bad) > 0 {
			wrong = append(wrong, office.WrongField{Field: "dates", Key: bad[0].Key})
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		wrong = append(wrong, office.WrongField{Field: "dates", Key: "none"})
	}
	return all, wrong
}

func (d *dateForm) date(loc *time.Location) (one polls.Date, wrong []office.WrongField) {
	said := sessionForm{Start: d.Day, StartTime: d.From, EndTime: d.To}
	if d.From == "" && d.To == "" {
		for _, m := range moments {
			if m.name == d.Moment && len(m.parts) > 0 {
				said.StartTime, said.EndTime = clock(m.parts[0].From), clock(m.parts[len(m.parts)-1].To)
				one.Parts = m.parts
			}
		}
	}
	if len(one.Parts) < 2 {
		one.Parts = nil
	}
	one.When, wrong = said.when(loc)
	return one, wrong
}

func clock(t time.Duration) string { return time.Time{}.Add(t).Format("15:04") }

// choice is the session that the form asks to date.
func (f *pollForm) choice(snap *events.Snapshot) (c polls.Choice, wrong []office.WrongField) {
	f.Session.Rooms, f.Session.Status = nil, string(events.Estimated)
	if f.Session.Title == "" {
		f.Session.Title = f.PollTitle
	}
	c.Dates, wrong = f.dates(snap.Loc)
	said := f.Session
	said.Start, said.StartTime, said.End, said.EndTime = "2000-01-01", "", "", ""
	wrong = append(said.check(snap), wrong...)
	if said.Asked == askedFollows {
		wrong = append(wrong, office.WrongField{Field: "asked", Key: "unknown"})
	}
	if len(wrong) > 0 {
		return c, wrong
	}
	x := said.made(snap)[0]
	c.Plan, c.Asked = x.Plan, x.Asked
	return c, nil
}

// refused is what the domain found wrong, as a field of the forms.
func refused(err error) (wrong []office.WrongField) {
	var bad *events.Invalid
	if !errors.As(err, &bad) {
		return nil
	}
	switch bad.Field {
	case "title":
		return []office.WrongField{{Field: "poll-title", Key: "title"}}
	case "quorum", "until", "option", "poll":
		return []office.WrongField{{Field: bad.Field, Key: bad.Field}}
	}
	return []office.WrongField{{Field: "dates", Key: "refused"}}
}
