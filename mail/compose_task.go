package mail

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/delivery"
	"parcours/events"
)

// briefQuestion is how much of a question stands in a reminder, in characters: its page has all of it.
const briefQuestion = 280

// task writes about an arbitrage: that it is due, or what the organisers reply. What was answered stands with it, and what is
// missing, each with its date; the button leads to its form, which asks for a sign-in.
func (c *composer) task() {
	t := c.msg.Task
	kind, due := string(c.msg.Mail.Kind), ""
	if !t.Due.IsZero() {
		due = c.Date(t.Due.In(c.snap.Loc))
	} else if c.msg.Mail.Kind == delivery.MailReminder {
		kind = "reminder_undated"
	}
	c.page.Subject = c.T("mail.subject."+kind, "Number", t.Decision.Number, "Date", due)
	c.lead(c.T("mail.text."+kind, "Date", due))
	if c.msg.Mail.Kind == delivery.MailReply {
		c.lead(c.msg.Text)
	}
	question := t.Decision.Recap
	if question == "" {
		question = t.Decision.Question
	}
	form := c.PublicURL + "/me#a-" + t.Territory.ID + "-" + strconv.Itoa(t.Decision.Number)
	b := block{Title: t.Decision.Title, Text: brief(question, briefQuestion), Links: []link{{Label: c.T("mail.for_us"), URL: form, Main: true}}}
	if poll := c.snap.Poll(t.Decision.Poll); poll != nil && slices.Contains(t.Decision.Form, events.FormPoll) {
		if said := c.voting(poll); said != "" {
			b.Lines = append(b.Lines, said)
		}
	}
	if t.State != nil {
		if answer := strings.TrimSpace(t.State.Answer); answer != "" {
			b.Lines = append(b.Lines, c.T("mail.your_answer", "Answer", brief(answer, briefQuestion)))
		}
		if done := c.cells(answered(t.State.Cells)); len(done) > 0 {
			b.Items = append(b.Items, item{Title: c.T("mail.heading.answered"), Lines: done})
		}
		if missing := c.cells(open(t.State.Cells)); len(missing) > 0 && c.msg.Mail.Kind == delivery.MailReminder {
			b.Items = append(b.Items, item{Title: c.T("mail.heading.missing"), Lines: missing})
		}
	}
	for _, r := range c.snap.ResourcesOf(t.Decision.Number) {
		b.Items = append(b.Items, item{Title: r.Title, URL: r.URL})
	}
	c.block(b)
	c.note(c.T("mail.or_reply"))
}

func open(all []events.DecisionCell) []events.DecisionCell {
	return slices.DeleteFunc(slices.Clone(all), func(x events.DecisionCell) bool { return x.Status != events.NeedsAction && !x.Against })
}

func answered(all []events.DecisionCell) []events.DecisionCell {
	return slices.DeleteFunc(slices.Clone(all), func(x events.DecisionCell) bool { return x.Status == events.NeedsAction || x.Against })
}

// cells are sessions in a line each: date and title, the rooms of one session together, and what was answered.
func (c *composer) cells(all []events.DecisionCell) []string {
	type row struct {
		start time.Time
		what  string
		said  events.Partstat
	}
	var rows []row
	var rooms [][]string
	for _, cell := range all {
		x := cell.Session
		title := x.Title
		if x.Category != "" && x.GroupTitle != "" {
			title = x.GroupTitle
		}
		one := row{x.When.Start, c.T("mail.day_title", "Day", c.shortDay(x.When), "Title", title), cell.Status}
		i := slices.Index(rows, one)
		if i < 0 {
			rows, rooms, i = append(rows, one), append(rooms, nil), len(rows)
		}
		if cat := c.snap.Category(x.Category); cat != nil {
			rooms[i] = append(rooms[i], cat.Label)
		}
	}
	var lines []string
	for i, r := range rows {
		line := r.what
		if len(rooms[i]) > 0 {
			line += " (" + c.List(rooms[i]) + ")"
		}
		if r.said != events.NeedsAction {
			line = c.T("mail.day_answered", "Day", line, "Answer", c.partstat(r.said))
		}
		lines = append(lines, "– "+line)
	}
	return lines
}
