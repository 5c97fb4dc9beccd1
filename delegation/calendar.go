package delegation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parcours/calendars"
	"parcours/events"
	"parcours/rules"
)

// Kind is what an event is that somebody enters on a desk.
type Kind string

// The kinds. A day of dialogue and its preparation are known by the categories that the programme's file names.
const (
	Other       Kind = "event"
	DialogueDay Kind = "dialogue"
	Preparation Kind = "preparation"
	ExpertDay   Kind = "expert"
)

// Draft is an event as it is entered on a page.
type Draft struct {
	Kind       Kind
	Title      string
	Where      string
	When       events.When
	Categories []string // by Kind
}

// Longest title and place, in runes.
const maxTitle = 200

// check tells what is wrong with a draft: Invalid "title", "where" or "when".
func (d *Draft) check() error {
	d.Title, d.Where = strings.Join(strings.Fields(d.Title), " "), strings.Join(strings.Fields(d.Where), " ")
	switch {
	case d.Title == "":
		return events.Invalidf("title", "give it a title")
	case utf8.RuneCountInString(d.Title) > maxTitle:
		return events.Invalidf("title", "at most %d characters are kept", maxTitle)
	case utf8.RuneCountInString(d.Where) > maxTitle:
		return events.Invalidf("where", "at most %d characters are kept", maxTitle)
	case d.When.Start.IsZero() || !d.When.End.After(d.When.Start):
		return events.Invalidf("when", "give a day, and an end after the start")
	}
	return nil
}

// collection is the name in a home of the calendar that an event of a kind goes to.
func (k Kind) collection(territory string) string {
	if k == ExpertDay {
		return territory + "." + calendars.AccompagnementName
	}
	return territory + "." + calendars.AgendaName
}

// Enter writes an event into a delegation's agenda or among its expert days, as a client of whoever enters it would: it needs the
// right to write there, and the rules of that calendar speak in it. An expert proposes a day so. Errors: Invalid, ErrNotFound,
// ErrForbidden, ErrQuota.
func (s *Service) Enter(ctx context.Context, by *events.Person, territory string, d Draft) error {
	snap := s.events.Programme()
	if snap.Territory(territory) == nil {
		return events.ErrNotFound
	}
	if err := d.check(); err != nil {
		return err
	}
	switch words := snap.Dialogue; {
	case d.Kind == DialogueDay && len(words.Words) > 0:
		d.Categories = words.Words[:1]
	case d.Kind == Preparation && len(words.Words) > 0 && len(words.Preparation) > 0:
		d.Categories = []string{words.Words[0], words.Preparation[0]}
	case d.Kind != ExpertDay && d.Kind != Other:
		return events.Invalidf("kind", "%q: this programme has no such day", d.Kind)
	}
	c, err := s.calendars.Collection(ctx, by, by.ID, d.Kind.collection(territory))
	if err != nil {
		return err
	}
	uid := s.newID()
	octets := s.text.Event(uid, d, s.events.Now(), snap.Loc)
	_, err = s.calendars.PutItem(ctx, by, c, uid+".ics", calendars.Preconditions{IfNoneMatch: []string{"*"}}, octets)
	return err
}

// Entry is an event of an agenda with what its rules say.
type Entry struct {
	rules.Entry
	Name     string
	ETag     string // of it as it stands, for Change and TakeOut
	Dialogue bool   // it is a day of dialogue, or its preparation
}

// Agenda gives a delegation's agenda by start, to whom its desk is open.
func (s *Service) Agenda(ctx context.Context, by *events.Person, territory string) ([]Entry, error) {
	if err := s.desk(by, territory); err != nil {
		return nil, err
	}
	c, err := s.calendars.Collection(ctx, by, by.ID, Other.collection(territory))
	if err != nil {
		return nil, err
	}
	items, err := s.calendars.Items(ctx, by, c, calendars.ItemQuery{Component: "VEVENT"})
	if err != nil {
		return nil, err
	}
	snap, all := s.events.Programme(), make([]Entry, len(items))
	entries := make([]*rules.Entry, len(items))
	for i := range items {
		facts, err := s.text.Facts(items[i].Octets)
		if err != nil {
			return nil, err
		}
		all[i] = Entry{Entry: rules.Entry{Facts: facts}, Name: items[i].Name, ETag: items[i].ETag, Dialogue: rules.OfDialogue(snap, &facts)}
		entries[i] = &all[i].Entry
	}
	rules.OfAgenda(snap, entries)
	slices.SortStableFunc(all, func(a, b Entry) int { return cmp.Compare(a.Facts.When.Start.Unix(), b.Facts.When.Start.Unix()) })
	return all, nil
}

// TakeBack withdraws an expert day that somebody proposed and the delegation has not accepted. Errors: ErrNotFound; Invalid "taken": it
// was accepted, or changed meanwhile.
func (s *Service) TakeBack(ctx context.Context, by *events.Person, territory, uid string) error {
	if !rules.ExpertOf(by, territory) {
		return events.ErrNotFound
	}
	c, err := s.calendars.Collection(ctx, by, by.ID, ExpertDay.collection(territory))
	if err != nil {
		return err
	}
	items, err := s.calendars.Items(ctx, by, c, calendars.ItemQuery{UID: uid})
	if err != nil {
		return err
	}
	ledgers, err := s.calendars.DaysOf(ctx, by)
	if err != nil {
		return err
	}
	proposed := func(e rules.LedgerEntry) bool { return e.UID == uid && e.Day.ProposedBy(by.ID) }
	i := slices.IndexFunc(ledgers, func(l rules.Ledger) bool { return l.Territory == territory })
	if i < 0 || len(items) != 1 || uid == "" || !slices.ContainsFunc(ledgers[i].Entries, proposed) {
		return events.ErrNotFound
	}
	changed := events.Invalidf("taken", "the delegation accepted the day, or it was changed meanwhile: look at it again")
	if slices.ContainsFunc(ledgers[i].Entries, func(e rules.LedgerEntry) bool { return proposed(e) && !e.Withdrawable(by.ID) }) {
		return changed
	}
	err = s.calendars.DeleteItem(ctx, by, c, items[0].Name, calendars.Preconditions{IfMatch: []string{items[0].ETag}})
	if errors.Is(err, events.ErrPrecondition) {
		return changed
	}
	return err
}

// Choose keeps one of several days of dialogue: the others are taken out, and their preparation stays. The rule counts the first
// that there is.
func (s *Service) Choose(ctx context.Context, by *events.Person, territory, name string) error {
	all, err := s.Agenda(ctx, by, territory)
	if err != nil {
		return err
	}
	snap := s.events.Programme()
	day := func(e Entry) bool { return rules.IsDialogueDay(snap, &e.Facts) }
	if !slices.ContainsFunc(all, func(e Entry) bool { return e.Name == name && day(e) }) {
		return events.ErrNotFound
	}
	for _, e := range all {
		if e.Name != name && day(e) {
			if err := s.TakeOut(ctx, by, territory, e.Name, e.ETag); err != nil {
				return err
			}
		}
	}
	return nil
}

// DayAt reads a day and the hours of it as forms have them ("2022-03-10", "09:00", "12:00"); without hours it is the whole day.
// It ends on the day until, "" for the same one. Invalid "when".
func DayAt(day, until, from, to string, loc *time.Location) (events.When, error) {
	wrong := events.Invalidf("when", "give a day as 2022-03-10 and hours as 09:00")
	until = cmp.Or(until, day)
	first, err := events.ParseDay(day)
	last, wrongLast := events.ParseDay(until)
	if err != nil || wrongLast != nil || last.In(time.UTC).Before(first.In(time.UTC)) {
		return events.When{}, wrong
	}
	if from == "" && to == "" {
		return events.When{Start: first.In(time.UTC), End: last.Add(1).In(time.UTC), AllDay: true}, nil
	}
	start, err := time.ParseInLocation("2006-01-02 15:04", day+" "+from, loc)
	end, wrongEnd := time.ParseInLocation("2006-01-02 15:04", until+" "+to, loc)
	if err != nil || wrongEnd != nil || !end.After(start) {
		return events.When{}, wrong
	}
	return events.When{Start: start.UTC(), End: end.UTC()}, nil
}

// MayEnter tells whether somebody may enter events of a kind.
func (s *Service) MayEnter(ctx context.Context, by *events.Person, territory string, k Kind) (bool, error) {
	c, err := s.calendars.Collection(ctx, by, by.ID, k.collection(territory))
	if errors.Is(err, events.ErrNotFound) {
		return false, nil
	}
	return err == nil && c.Rights.Write, err
}
