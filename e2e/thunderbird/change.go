package main

// conflict is the flag that answers the window "Item changed on server".
func (o options) conflict() *string {
	return o.String("conflict", "discard", `if the server has a newer version: "discard" the change or "overwrite"`)
}

// wall is the form of the times in flags.
const wall = "20261204T140000 in the user's zone, or a day 20261204"

func createCommand(dir string, args []string) (result, error) {
	o := newOptions("create")
	calendar := o.String("calendar", "", "in this calendar (id, name, URL or type)")
	task := o.Bool("task", false, "a task")
	start := o.String("start", "", wall)
	end := o.String("end", "", wall+"; of a task when it is due")
	rule := o.String("rrule", "", "recurrence rule, e.g. FREQ=WEEKLY;COUNT=4")
	given, err := o.read(args, "UID", "SUMMARY")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "create", result{
		"uid": given[0], "summary": given[1], "calendar": *calendar, "task": *task, "start": *start, "end": *end, "rrule": *rule,
	})
}

func editCommand(dir string, args []string) (result, error) {
	o := newOptions("edit")
	calendar := o.String("calendar", "", "only in this calendar")
	occurrence := o.String("rid", "", "RECURRENCE-ID of one occurrence, e.g. 20261102T090000Z")
	summary := o.String("summary", "", "new title")
	description := o.String("description", "", "new text")
	start := o.String("start", "", wall)
	end := o.String("end", "", wall)
	conflict := o.conflict()
	given, err := o.read(args, "UID")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "edit", result{
		"uid": given[0], "calendar": *calendar, "rid": *occurrence, "summary": *summary, "description": *description,
		"start": *start, "end": *end, "conflict": *conflict,
	})
}

func deleteCommand(dir string, args []string) (result, error) {
	o := newOptions("delete")
	calendar := o.String("calendar", "", "only in this calendar")
	conflict := o.conflict()
	given, err := o.read(args, "UID")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "erase", result{"uid": given[0], "calendar": *calendar, "conflict": *conflict})
}

func completeCommand(dir string, args []string) (result, error) {
	o := newOptions("complete-task")
	calendar := o.String("calendar", "", "only in this calendar")
	undo := o.Bool("undo", false, "mark as not done")
	conflict := o.conflict()
	given, err := o.read(args, "UID")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "completeTask", result{"uid": given[0], "calendar": *calendar, "undo": *undo, "conflict": *conflict})
}

func freeBusyCommand(dir string, args []string) (result, error) {
	o := newOptions("free-busy")
	given, err := o.read(args, "ADDRESS", "FROM", "TO")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "freeBusy", result{"address": given[0], "from": given[1], "to": given[2]})
}
