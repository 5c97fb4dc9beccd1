package edits

import (
	"slices"
	"strings"

	"parcours/events"
	"parcours/rules"
)

// Todo is a decision's task as a client wrote it.
type Todo struct {
	UID            string
	Description    string
	HasDescription bool // false: the client left it out, which changes nothing
	Done           bool // STATUS:COMPLETED, or COMPLETED, or PERCENT-COMPLETE:100
	Comment        string
	Served         string // Task.Served that the client was served, "" if the client dropped it
}

// ReadTask gives what a client says of a decision: the difference from what it was served, so that the echo of an older
// state changes nothing. A client that lost the mark of what it was served had the task as it is now. said are the answers to it.
func ReadTask(text Text, t *events.Task, todo Todo, said []events.DecisionAnswer) events.DecisionResponse {
	r := events.DecisionResponse{Decision: t.Decision.Number}
	had, marked := rules.ParseServed(todo.Served)
	if !marked {
		had, _ = rules.ParseServed(t.Served)
	}
	answer, ok := "", false
	switch {
	case todo.HasDescription:
		answer, ok = rules.ReadAnswer(todo.Description, text.TaskDescription(*t))
		if now, _ := rules.ParseServed(t.Served); had.Sum != now.Sum {
			if _, below, found := rules.CutAnswer(todo.Description); found { // what stands above was served, in older words
				answer, ok = below, true
			}
		}
	case todo.Comment != "":
		answer, ok = todo.Comment, true
	}
	if ok {
		was := ""
		for _, a := range said {
			if a.Number == had.Said && !a.Reply {
				was = a.Text
			}
		}
		if !slices.Equal(strings.Fields(answer), strings.Fields(was)) {
			r.Text = &answer
		}
	}
	if todo.Done != had.Done {
		r.Done = &todo.Done
	}
	return r
}
