package organise

import (
	"time"

	"parcours/events"
	"parcours/messages"
)

// voice puts what the record says into words.
type voice struct {
	snap  *events.Snapshot
	words *messages.Printer
	now   time.Time
}

func (p *Pages) voice(words *messages.Printer) voice {
	return voice{p.events.Programme(), words, p.events.Now()}
}

func (v voice) when(w events.When) string {
	start, end := w.Span(v.snap.Loc)
	return v.words.When(start, end, w.AllDay)
}

// moment is a day and its hour: "mardi 10 mars 2022, 9 h 30".
func (v voice) moment(t time.Time) string {
	t = t.In(v.snap.Loc)
	return v.words.Date(t) + ", " + v.words.Clock(t)
}
