package ical

import (
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
	"parcours/messages"
)

// Priorities of tasks (RFC 5545 §3.8.1.9).
const (
	usualPriority    = "5"
	optionalPriority = "9"
)

// todo is the VTODO of an arbitrage (RFC 5545 §3.6.2): of one delegation, or of all of them for the organisers. It has
// no ORGANIZER and no ATTENDEE: clients would lock it.
func (w *eventWriter) todo(t *events.Task) *ics.VTodo {
	d, p := t.Decision, progressOf(t)
	c := &ics.VTodo{}
	c.AddProperty(ics.ComponentPropertyUniqueId, t.UID)
	c.AddProperty(ics.ComponentPropertyDtstamp, utcText(t.Modified))
	c.AddProperty(ics.ComponentPropertyLastModified, utcText(t.Modified))
	title := w.T("task.title", "Number", d.Number, "Title", d.Title)
	if t.State != nil && t.State.TooEarly {
		title = w.T("task.to_complete", "Title", title)
	}
	c.AddProperty(ics.ComponentPropertySummary, messages.Typeset(title))
	c.AddProperty(ics.ComponentPropertyDescription, w.taskDescription(t))
	if !t.Due.IsZero() {
		c.AddProperty(ics.ComponentPropertyDue, t.Due.In(time.UTC).Format("20060102"), ics.WithValue("DATE"))
	}
	priority := usualPriority
	if d.Optional {
		priority = optionalPriority
	}
	c.AddProperty(ics.ComponentPropertyPriority, priority)
	c.AddProperty(ics.ComponentPropertyStatus, p.status)
	if p.percent > 0 {
		c.AddProperty(ics.ComponentPropertyPercentComplete, strconv.Itoa(p.percent))
	}
	if p.status == todoCompleted {
		c.AddProperty(ics.ComponentPropertyCompleted, utcText(p.completed))
	}
	c.AddProperty(ics.ComponentPropertyUrl, w.publicURL+t.URL)
	c.AddProperty(ics.ComponentPropertyCategories, Escape(w.T("task.category")))
	if t.Served != "" {
		c.AddProperty(servedProperty, t.Served)
	}
	return c
}

// Statuses of a VTODO (RFC 5545 §3.8.1.11).
const (
	todoNeedsAction = "NEEDS-ACTION"
	todoInProcess   = "IN-PROCESS"
	todoCompleted   = "COMPLETED"
)

// progress is how far a task is. percent is 0 where nothing is to be said of it, and 100 of a completed one only: it
// would come back from a client as the word of a person that it is done.
type progress struct {
	status    string
	percent   int
	completed time.Time
}

func progressOf(t *events.Task) progress {
	if t.State != nil {
		return progressOfOne(t.State)
	}
	return progressOfAll(t)
}

// progressOfOne is that of a delegation. What was completed too early, was replied to, or has an answer that became
// blank again needs action anew.
func progressOfOne(st *events.DecisionState) progress {
	if st.Done {
		return progress{todoCompleted, 100, st.At}
	}
	given, again := 0, st.TooEarly || st.Reply != ""
	for _, cell := range st.Cells {
		if cell.Status != events.NeedsAction {
			given++
		}
		again = again || cell.Again
	}
	if again || !st.Answered() {
		return progress{status: todoNeedsAction}
	}
	return progress{status: todoInProcess, percent: percentOf(given, len(st.Cells))}
}

// progressOfAll counts the delegations that have answered.
func progressOfAll(t *events.Task) progress {
	done, silent := haveAnswered(t)
	var last time.Time
	for i := range t.States {
		if at := t.States[i].At; at.After(last) {
			last = at
		}
	}
	switch {
	case done == len(t.States) && done > 0:
		return progress{todoCompleted, 100, last}
	case len(silent) == len(t.States):
		return progress{status: todoNeedsAction}
	}
	return progress{status: todoInProcess, percent: percentOf(done, len(t.States))}
}

func percentOf(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return min(99, 100*part/whole)
}
