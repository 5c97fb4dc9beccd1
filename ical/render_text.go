package ical

import (
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/holidays"
	"parcours/messages"
	"parcours/report"
)

// labelled tells whether a view needs the category's label in the title of a room: where the viewer sees several rooms
// of one session.
func labelled(inv *events.Invitation) bool {
	organiser := inv.Viewer != nil && inv.Viewer.Role == events.Organiser
	return inv.View == events.ViewDelegation || inv.View == events.ViewOrganiser || inv.View == events.ViewPersonal && organiser
}

// title is the SUMMARY: what the reader must know at a glance stands before the session's own title, whom it asks where
// that is not the reader alone first; a state that is not urgent stands last, since a month shows a few words of each day.
func (w *eventWriter) title(inv *events.Invitation, label bool) string {
	x, title := inv.Session, inv.Session.Title
	if c := inv.Programme.Category(x.Category); c != nil && label {
		title = w.T("ical.title.labelled", "Label", c.Label, "Title", title)
	}
	title = w.withState(x, title)
	if inv.View == events.ViewDelegation {
		title = w.T("ical.title.delegation", "Title", title)
	}
	if inv.View == events.ViewOrganiser {
		return title // they edit it: it comes back as they typed it
	}
	return messages.Typeset(title)
}

func (w *eventWriter) withState(x *events.Session, title string) string {
	switch {
	case x.Status == events.Cancelled:
		return w.T("ical.title.cancelled", "Title", title)
	case x.Draft():
		return w.T("ical.title.draft", "Title", title)
	case x.Status == events.Candidate && x.Options > 1 && x.Decided.IsZero():
		return w.T("ical.title.option", "Option", x.Option, "Options", x.Options, "Title", title)
	case x.Status == events.Candidate, x.Status == events.Estimated:
		return w.T("ical.title.to_confirm", "Title", title)
	}
	return title
}

// paragraphs collects the parts of a DESCRIPTION: lines of one paragraph, an empty line between paragraphs.
type paragraphs []string

func (p *paragraphs) add(lines ...string) {
	var kept []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	if len(kept) > 0 {
		*p = append(*p, strings.Join(kept, "\n"))
	}
}

// description says everything in plain words, because many clients show nothing else: the answer and where to change
// it first, then what is not sure, the session, its place, its room and its resources. Whoever may edit the session gets
// its text as it was typed.
func (w *eventWriter) description(inv *events.Invitation) string {
	text, after := w.around(inv)
	text.add(inv.Session.Description)
	text = append(text, after...)
	if inv.View == events.ViewOrganiser {
		return strings.Join(text, "\n\n")
	}
	return messages.Typeset(strings.Join(text, "\n\n"))
}

// around is what stands before and after the session's own text.
func (w *eventWriter) around(inv *events.Invitation) (before, after paragraphs) {
	x := inv.Session
	before.add(w.answerLines(inv)...)
	before.add(w.delegationLines(inv)...)
	before.add(w.statusLines(inv)...)
	after.add(w.placeLine(x), w.hoursLine(x, inv.Programme.Loc), w.optionalLine(x))
	after.add(w.roomLines(inv)...)
	after.add(w.resourceLines(inv)...)
	if inv.View != events.ViewPersonal && inv.AnswerURL != "" && x.Live() {
		after.add(w.T("ical.answer.with_comment", "URL", w.publicURL+inv.AnswerURL))
	}
	return before, after
}

// Described is the session's own text in a DESCRIPTION that a client wrote of an invitation: without what was served around
// it, whatever the client made of its blanks. It implements calendars.Text.
func (r *Renderer) Described(inv events.Invitation, text string) string {
	w := r.writer(inv.Programme, inv.Viewer)
	if unspaced(text) == unspaced(w.description(&inv)) {
		return inv.Session.Description
	}
	before, after := w.around(&inv)
	served := map[string]int{}
	for _, p := range append(before, after...) {
		for line := range strings.Lines(p) {
			served[unspaced(line)]++
		}
	}
	for line := range strings.Lines(inv.Session.Description) { // what it says itself is its own
		delete(served, unspaced(line))
	}
	var own []string
	for line := range strings.SplitSeq(text, "\n") {
		if key := unspaced(line); key != "" && served[key] > 0 {
			served[key]--
			continue
		}
		if line = strings.TrimRight(line, " \t\r"); line != "" || len(own) > 0 && own[len(own)-1] != "" {
			own = append(own, line)
		}
	}
	return strings.TrimSpace(strings.Join(own, "\n"))
}

func unspaced(line string) string { return strings.Join(strings.Fields(line), " ") }

// answerLines say the viewer's answer where the client does not: all of it in a feed; beside an ATTENDEE only what
// PARTSTAT cannot say.
func (w *eventWriter) answerLines(inv *events.Invitation) []string {
	personal := inv.View == events.ViewPersonal && inv.For != (events.Subject{})
	var lines []string
	switch {
	case personal:
		lines = append(lines, w.T("ical.answer.yours", "Answer", w.partstat(inv.Status)))
	case inv.Status == events.NotApplicable:
		lines = append(lines, w.T("ical.answer.delegation", "Label", inv.Label, "Answer", w.partstat(inv.Status)))
	}
	if personal && inv.Comment != "" {
		lines = append(lines, w.T("ical.answer.comment", "Comment", inv.Comment))
	}
	if inv.Late {
		lines = append(lines, w.T("ical.answer.late"))
	}
	if personal && inv.AnswerURL != "" && inv.Session.Live() {
		lines = append(lines, w.T("ical.answer.at", "URL", w.publicURL+inv.AnswerURL))
	}
	return lines
}

// delegationLines give a referent the answers of the delegation in their own feed.
func (w *eventWriter) delegationLines(inv *events.Invitation) []string {
	if len(inv.Delegations) == 0 {
		return nil
	}
	lines := []string{w.T("ical.answer.delegations")}
	for _, d := range inv.Delegations {
		lines = append(lines, "- "+w.T("ical.answer.delegation", "Label", d.Label, "Answer", w.partstat(d.Status)))
		if inv.Session.Live() && d.URL != "" {
			lines = append(lines, w.T("ical.answer.at", "URL", w.publicURL+d.URL))
		}
	}
	return lines
}

func (w *eventWriter) partstat(status events.Partstat) string {
	if status == "" {
		status = events.NeedsAction
	}
	return w.T("ical.partstat." + string(status))
}

// statusLines say in words what STATUS says to clients, and what a yes to an option means.
func (w *eventWriter) statusLines(inv *events.Invitation) []string {
	x := inv.Session
	switch {
	case x.Status == events.Cancelled:
		return []string{w.T("ical.status.cancelled")}
	case x.Draft():
		return []string{w.T("ical.status.draft", "Names", strings.Join(audienceNames(inv.Programme), ", "))}
	case x.Status == events.Candidate && x.Options > 1 && x.Decided.IsZero():
		return w.optionLines(inv, w.T("ical.status.option", "Option", x.Option, "Options", x.Options))
	case x.Status == events.Candidate:
		return w.optionLines(inv, w.T("ical.status.proposed"))
	case x.Status == events.Estimated:
		return w.optionLines(inv, w.T("ical.status.estimated"))
	}
	return nil
}

// audienceNames are the words by which an organiser says whom a session asks, beside "tous".
func audienceNames(p *events.Snapshot) []string {
	var names []string
	for i := range p.Categories {
		names = append(names, p.Categories[i].Label)
	}
	for i := range p.Territories {
		names = append(names, p.Territories[i].Name)
	}
	return names
}

// optionLines say of a date that people vote on what should be known of the day, what a yes means, and where the poll
// stands: that changes with every vote, and is not said here.
func (w *eventWriter) optionLines(inv *events.Invitation, status string) []string {
	x := inv.Session
	if x.Poll == "" || !x.Decided.IsZero() {
		return []string{status}
	}
	lines := []string{status}
	for _, said := range holidays.On(&inv.Programme.Programme, events.DayOf(x.When.Start)).Said(w.Printer) {
		lines = append(lines, messages.Capital(said)+".")
	}
	lines = append(lines, w.votingLines(inv.Programme, x.Poll)...)
	return append(lines, w.T("ical.poll.standing", "URL", w.publicURL+"/#poll-"+x.Poll))
}

// votingLines say what a yes to a date of a poll means, in the organisers' words, and the last day of voting.
func (w *eventWriter) votingLines(snap *events.Snapshot, id string) []string {
	poll := snap.Poll(id)
	if poll == nil {
		return nil
	}
	return []string{poll.Meaning, report.LastDay(w.Printer, snap, poll)}
}

func (w *eventWriter) placeLine(x *events.Session) string {
	where := strings.TrimRight(strings.TrimSpace(x.Place.Where), ".")
	switch {
	case x.Place.Mode == events.Online && where == "":
		return w.T("ical.place.online")
	case x.Place.Mode == events.Online:
		return w.T("ical.place.online_at", "Where", where)
	case x.Place.Mode == events.OnSite && where == "":
		return w.T("ical.place.on_site")
	case x.Place.Mode == events.OnSite:
		return w.T("ical.place.on_site_at", "Where", where)
	case where != "":
		return w.T("ical.place.at", "Where", where)
	}
	return w.T("ical.place.unknown")
}

// hoursLine says the hours where start and end do not.
func (w *eventWriter) hoursLine(x *events.Session, loc *time.Location) string {
	if hours := w.Hours(x.Hours(loc)); hours != "" {
		return w.T("ical.status.hours", "Hours", hours)
	}
	if !x.When.AllDay {
		return ""
	}
	return w.T("ical.status.hours_unknown")
}

func (w *eventWriter) optionalLine(x *events.Session) string {
	if !x.Optional {
		return ""
	}
	return w.T("ical.status.optional")
}

// roomLines are for those who may see the room.
func (w *eventWriter) roomLines(inv *events.Invitation) []string {
	var lines []string
	if inv.Full {
		lines = append(lines, inv.Session.Room.Description)
	}
	for _, link := range links(inv) {
		lines = append(lines, w.T("ical.room.link", "Link", link))
	}
	if inv.Full && inv.Session.Room.Link != "" {
		lines = append(lines, w.T("ical.room.private"))
	}
	return lines
}

// resourceLines list the session's documents; one of a territory for its own people only.
func (w *eventWriter) resourceLines(inv *events.Invitation) []string {
	var lines []string
	for _, r := range inv.Session.Resources {
		if r.Territory == "" || r.Territory == inv.For.Territory || inv.Viewer != nil && slices.Contains(inv.Viewer.Territories, r.Territory) {
			lines = append(lines, w.T("ical.resources.line", "Title", r.Title, "URL", r.URL))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]string{w.T("ical.resources.title")}, lines...)
}
