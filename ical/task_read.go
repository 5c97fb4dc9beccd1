package ical

import (
	"fmt"
	"slices"
	"strings"

	"parcours/calendars"
	"parcours/edits"
	"parcours/events"
	"parcours/rules"
)

// Todo reads what a client wrote of a decision's task. A task is done by whatever says so, as clients forget one or the
// other: STATUS, COMPLETED or PERCENT-COMPLETE. Errors are those of Parse, and ErrNotObjectResource.
func (r *Renderer) Todo(octets []byte) (edits.Todo, error) {
	_, c, err := readMaster(octets, "VTODO")
	if err != nil {
		return edits.Todo{}, err
	}
	todo := edits.Todo{UID: c.Text("UID"), Comment: lastText(c, "COMMENT"), Served: c.Value(servedProperty)}
	if p := c.Property("DESCRIPTION"); p != nil {
		todo.Description, todo.HasDescription = p.Text(), true
	}
	todo.Done = statusText(c) == "COMPLETED" || strings.TrimSpace(c.Value("COMPLETED")) != "" ||
		strings.TrimSpace(c.Value("PERCENT-COMPLETE")) == "100"
	return todo, nil
}

// Edit reads a session as an organiser's client wrote it.
func (r *Renderer) Edit(octets []byte) (events.Edit, error) {
	cal, c, err := readMaster(octets, "VEVENT")
	if err != nil {
		return events.Edit{}, err
	}
	edit := events.Edit{
		UID: c.Text("UID"), Title: c.Text("SUMMARY"), Where: c.Text("LOCATION"), Status: statusText(c),
		Why: strings.TrimSpace(c.Text("COMMENT")), Sequence: sequenceOf(c), Served: c.Value(servedProperty),
		Invites: c.Property("ATTENDEE") != nil || c.Property("ORGANIZER") != nil,
		Recurs:  recurs(cal, c),
	}
	edit.Description = c.Text("DESCRIPTION")
	_, edit.Overlay = cutTransparency(overlayOf(c))
	edit.HasWhere = edit.Served != "" || c.Property("LOCATION") != nil
	edit.HasDescription = edit.Served != "" || c.Property("DESCRIPTION") != nil
	for _, p := range c.All("CATEGORIES") {
		edit.Categories = append(edit.Categories, p.TextList()...)
	}
	edit.When, err = whenRead(cal, c)
	return edit, err
}

// Facts reads what the rules of a territory's calendar need to know of an event: of its master where it recurs. Title
// and status are the person's own, without what Mark wrote.
func (r *Renderer) Facts(octets []byte) (rules.Facts, error) {
	cal, c, err := readMaster(octets, "VEVENT")
	if err != nil {
		return rules.Facts{}, err
	}
	own := ownWords(c, calendars.Mark{})
	facts := rules.Facts{
		UID: c.Text("UID"), Title: own.title, Where: c.Text("LOCATION"), Cancelled: own.status == "CANCELLED", Tentative: own.status == "TENTATIVE", Settled: statusText(c) == "CONFIRMED",
		Recurs: recurs(cal, c),
	}
	for _, p := range c.All("RELATED-TO") {
		if uid := strings.TrimSpace(p.Text()); uid != "" {
			facts.Related = append(facts.Related, uid)
		}
	}
	for _, p := range c.All("CATEGORIES") {
		facts.Category = append(facts.Category, p.TextList()...)
	}
	facts.When, err = whenRead(cal, c)
	return facts, err
}

// recurs tells whether an event takes place more than once, or is one date of several.
func recurs(cal, c *Component) bool {
	return c.Property("RRULE") != nil || c.Property("RDATE") != nil || len(cal.Children("VEVENT")) > 1 || c.Property("RECURRENCE-ID") != nil
}

// readMaster reads a calendar object resource and gives its component of that kind: the master, else the first.
func readMaster(octets []byte, kind string) (cal, master *Component, err error) {
	if cal, err = Parse(octets); err != nil {
		return nil, nil, err
	}
	Normalize(cal, "")
	all := cal.Children(kind)
	if len(all) == 0 {
		return nil, nil, fmt.Errorf("%w: no %s in it", ErrNotObjectResource, kind)
	}
	if i := slices.IndexFunc(all, func(c *Component) bool { return c.Property("RECURRENCE-ID") == nil }); i >= 0 {
		return cal, all[i], nil
	}
	return cal, all[0], nil
}

func whenRead(cal, c *Component) (events.When, error) {
	when, err := whenOf(cal, c)
	if err != nil {
		return when, fmt.Errorf("%w: %w", ErrNotCalendarData, err)
	}
	return when, nil
}

func statusText(c *Component) string { return strings.ToUpper(strings.TrimSpace(c.Value("STATUS"))) }

// lastText is the text of the last property of that name: of several the last was added last.
func lastText(c *Component, name string) string {
	if all := c.All(name); len(all) > 0 {
		return all[len(all)-1].Text()
	}
	return ""
}
