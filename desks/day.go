package desks

import (
	"net/http"
	"time"

	"parcours/delegation"
	"parcours/events"
	"parcours/expertdays"
	"parcours/ical"
	"parcours/messages"
	"parcours/rules"
)

// balance is what a delegation has of expert days.
type balance struct {
	Territory, Name string
	Action          string
	Words           string // what is used and left; "" for a programme without a budget
	Days            []dayRow
	Proposes        bool // whoever looks may enter a day
	Entry           entry
}

// dayRow is an expert day.
type dayRow struct {
	ID, UID, Territory, Action string
	When, Start, At            string // in words, for machines, and to say which time was answered
	Title, Where               string
	State                      chip
	Said                       []string // who proposed it and what each side says
	Choices                    []choice // "" where whoever looks answers nothing
	Withdraws                  bool     // whoever looks proposed it, and may take it back
	Comment, Problem           string
	Spoken                     string
}

type chip struct{ Class, Words string }

// choice is a button of an answer.
type choice struct {
	Value, What, Form string
	Pressed           bool
}

// entry is a form for an event, with what was typed where it was refused.
type entry struct {
	ID, Kind, Title, Day, Until, From, To, Where string
	Name, ETag                                   string // of the event that it changes
	Problem, At                                  string // in words, and the field
}

// balanceOf puts a ledger into words, as somebody sees it.
func (p *Pages) balanceOf(words *messages.Printer, who *events.Person, l *rules.Ledger, action string) balance {
	snap := p.events.Programme()
	t := snap.Territory(l.Territory)
	b := balance{Territory: t.ID, Name: t.Name, Action: action, Entry: entry{ID: t.ID, Kind: string(delegation.ExpertDay)}}
	if l.Days > 0 || l.OnSite > 0 {
		b.Words = ical.Phrase(words.Lang(), rules.Finding{Kind: rules.FoundBalance, Balance: l.Balance()})
	}
	for i := range l.Entries {
		b.Days = append(b.Days, p.dayRow(words, who, t, &l.Entries[i], action))
	}
	return b
}

func (p *Pages) dayRow(words *messages.Printer, who *events.Person, t *events.Territory, e *rules.LedgerEntry, action string) dayRow {
	snap := p.events.Programme()
	start, end := e.When.Span(snap.Loc)
	d := dayRow{
		ID: "day-" + t.ID + "-" + e.UID, UID: e.UID, Territory: t.ID, Action: action, Title: e.Title, Where: e.Where, Spoken: snap.LanguageFor(nil),
		When: words.When(start.In(snap.Loc), end.In(snap.Loc), e.When.AllDay), Start: machine(e.When), At: e.When.Start.UTC().Format(time.RFC3339), State: stateOf(words, e),
	}
	d.Said = saidOf(words, snap, e)
	mine := e.Day.Delegation
	asks := e.Day.ByExpert() && (who.ReferentOf(t.ID) || who.Role == events.Organiser)
	if rules.ExpertOf(who, t.ID) {
		d.Withdraws = e.Withdrawable(who.ID)
		mine, asks = e.Day.Mine(who.ID), !e.Day.ProposedBy(who.ID) || e.Day.Delegation.Answer() == events.Accepted
	}
	if asks && !e.Cancelled {
		for _, v := range []struct {
			value  string
			status events.Partstat
		}{{"yes", events.Accepted}, {"maybe", events.Tentative}, {"no", events.Declined}} {
			d.Choices = append(d.Choices, choice{Value: v.value, What: e.Title + ", " + d.When, Pressed: mine.Answer() == v.status})
		}
	}
	if mine != nil {
		d.Comment = mine.Comment
	}
	return d
}

// stateOf is how a day stands in the balance.
func stateOf(words *messages.Printer, e *rules.LedgerEntry) chip {
	switch {
	case e.Cancelled:
		return chip{"cancelled", words.T("desks.state.cancelled")}
	case e.Day.Declined():
		return chip{"cancelled", words.T("desks.state.declined")}
	case e.Day.Waits():
		return chip{"candidate", words.T("desks.state.waits")}
	case e.Held:
		return chip{"estimated", words.T("desks.state.held")}
	}
	return chip{"fixed", words.T("desks.state.counted")}
}

// saidOf is who proposed a day, and what each side says.
func saidOf(words *messages.Printer, snap *events.Snapshot, e *rules.LedgerEntry) (all []string) {
	if by := e.Day.Proposed; by != nil {
		name := words.T("desks.somebody")
		if p := snap.Person(by.By); p != nil {
			name = p.Name
		}
		all = append(all, words.T("desks.proposed", "Who", name, "When", words.Date(by.At.In(snap.Loc))))
	}
	if e.Day.ByExpert() {
		all = append(all, words.T("desks.delegation."+answerKey(e.Day.Delegation.Answer())))
	}
	for _, x := range e.Day.Experts {
		f := rules.Finding{Kind: rules.FoundSaid, Who: x.Person.Name, Status: x.Status()}
		if x.Last != nil {
			f.Reason = x.Last.Comment
		}
		if x.Last == nil || !x.Last.Proposes {
			all = append(all, ical.Phrase(words.Lang(), f))
		}
	}
	return all
}

func answerKey(status events.Partstat) string {
	for key, s := range answers {
		if s == status {
			return key
		}
	}
	return "none"
}

var answers = map[string]events.Partstat{"yes": events.Accepted, "maybe": events.Tentative, "no": events.Declined}

func machine(w events.When) string {
	if w.AllDay {
		return w.Start.Format(time.DateOnly)
	}
	return w.Start.UTC().Format(time.RFC3339)
}

// answerDay keeps what a form says of an expert day.
func (p *Pages) answerDay(r *http.Request, who *events.Person, territory string) error {
	status, known := answers[r.PostForm.Get("answer")]
	if !known {
		return events.Invalidf("answer", "yes, maybe or no")
	}
	start, err := time.Parse(time.RFC3339, r.PostForm.Get("start"))
	if err != nil {
		start = time.Time{}
	}
	return p.calendars.AnswerDay(r.Context(), who, expertdays.Response{
		Territory: territory, UID: r.PostForm.Get("day"), Status: status, Comment: text(r, "comment"), Start: start, Door: events.DoorWeb,
	})
}

// entryOf reads the form of an event.
func entryOf(r *http.Request) entry {
	return entry{
		Kind: r.PostForm.Get("kind"), Title: text(r, "title"), Day: text(r, "date"), Until: text(r, "until"), From: text(r, "from"), To: text(r, "to"), Where: text(r, "where"),
	}
}

// draftOf is the event that a form describes.
func (p *Pages) draftOf(e entry) (delegation.Draft, error) {
	when, err := delegation.DayAt(e.Day, e.Until, e.From, e.To, p.events.Programme().Loc)
	return delegation.Draft{Kind: delegation.Kind(e.Kind), Title: e.Title, Where: e.Where, When: when}, err
}

// enter keeps an event.
func (p *Pages) enter(r *http.Request, who *events.Person, territory string, e entry) error {
	draft, err := p.draftOf(e)
	if err != nil {
		return err
	}
	return p.delegation.Enter(r.Context(), who, territory, draft)
}

// refusedEntry is what was typed, with why it is not kept.
func (e entry) refused(words *messages.Printer, id, why string) entry {
	e.ID, e.At, e.Problem = id, why, words.T("desks.refused."+why)
	return e
}
