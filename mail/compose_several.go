package mail

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/report"
)

// soon is how many things a letter tells in full: those that come first. The page has all.
const soon = 3

// letter writes the first mail: what is asked, the first of it in full and the rest in a line each, one button to the page where
// all is answered.
func (c *composer) letter() {
	c.page.Subject = c.T("mail.subject.letter", "Programme", c.snap.Title)
	c.page.Personal = c.T("mail.secret")
	open, said, others := c.parted()
	switch {
	case len(c.msg.Invitations) == 0:
		c.lead(c.T("mail.text.letter_empty", "Programme", c.snap.Title))
	case len(others) > 0 && len(open)+len(said) == 0:
		c.lead(c.T("mail.text.letter_programme", "Programme", c.snap.Title))
	case len(open) == 0:
		c.lead(c.T("mail.text.letter_answered", "Programme", c.snap.Title))
	default:
		c.lead(c.T("mail.text.letter", "Count", len(open), "Programme", c.snap.Title, "Date", c.day(latest(open).Session.When)))
	}
	first := open[:min(soon, len(open))]
	b := block{Title: c.T("mail.heading.first"), Items: c.items(first), Links: []link{c.mine()}}
	if len(first) == 0 { // the page is there before anything is asked: it is where the rest comes
		b.Title = c.T("mail.heading.mine")
	}
	c.block(b)
	if rest := c.summary(append(open[len(first):], others...)); len(rest) > 0 {
		c.block(block{Title: c.T("mail.heading.then"), Items: rest})
	}
	if len(said) > 0 {
		c.block(block{Title: c.T("mail.heading.answered"), Items: c.summary(said)})
	}
	c.delegations()
	if len(open) > 1 {
		c.note(c.T("mail.in_words", "Yes", c.shortDay(open[0].Session.When), "No", c.shortDay(open[min(1, len(open)-1)].Session.When)))
	}
	c.block(block{Title: c.T("mail.heading.feed"), Lines: []string{c.T("mail.heading.feed_text"), c.PublicURL + c.msg.FeedPath, c.T("mail.heading.mine_calendar")}})
}

// parted are the invitations that wait for an answer, polls and what is optional last; those that have one; and what organisers
// only see.
func (c *composer) parted() (open, said, others []events.Invitation) {
	for _, inv := range c.msg.Invitations {
		switch {
		case inv.Status != "" && inv.Status != events.NeedsAction:
			said = append(said, inv)
		case inv.AnswerURL != "":
			open = append(open, inv)
		default:
			others = append(others, inv)
		}
	}
	slices.SortStableFunc(open, func(a, b events.Invitation) int { return cmp.Compare(rank(a.Session), rank(b.Session)) })
	return open, said, others
}

func rank(x *events.Session) int {
	if x.Optional || x.Poll != "" {
		return 1
	}
	return 0
}

func latest(all []events.Invitation) *events.Invitation {
	last := &all[0]
	for i := range all {
		if all[i].Session.When.Start.After(last.Session.When.Start) {
			last = &all[i]
		}
	}
	return last
}

// items are invitations, each with its page, its time and place, and the answer that counts.
func (c *composer) items(all []events.Invitation) []item {
	var items []item
	for _, inv := range all {
		title, _ := c.render.Shown(inv)
		one := item{Title: title, Lines: c.about(inv, title).Lines}
		if inv.AnswerURL != "" {
			one.URL = c.PublicURL + inv.AnswerURL
		}
		items = append(items, one)
	}
	return items
}

// summary are invitations in a line each, the dates of a poll in one; with the answers that were given.
func (c *composer) summary(all []events.Invitation) []item {
	var items []item
	polls := map[string]int{}
	dates := map[string][]time.Time{} // of polls, without an answer
	for _, inv := range all {
		x, day := inv.Session, c.shortDay(inv.Session.When)
		said := inv.Status != "" && inv.Status != events.NeedsAction
		if said {
			day = c.T("mail.day_answered", "Day", day, "Answer", c.partstat(inv.Status))
		}
		poll := c.snap.Poll(x.Poll)
		if poll == nil || x.Status == events.Fixed {
			items = append(items, item{Title: c.T("mail.day_title", "Day", day, "Title", x.Title)})
			continue
		}
		i, ok := polls[poll.ID]
		if !ok {
			i = len(items)
			polls[poll.ID], items = i, append(items, item{Title: poll.Title, Lines: []string{""}})
			if said := c.voting(poll); said != "" {
				items[i].Lines = append(items[i].Lines, said)
			}
		}
		if !said {
			dates[poll.ID] = append(dates[poll.ID], c.local(x.When))
			items[i].Lines[0] = c.Dates("date", dates[poll.ID])
			continue
		}
		items[i].Lines[0] = strings.TrimPrefix(items[i].Lines[0]+", "+day, ", ")
	}
	return items
}

// voting is until when people vote in a poll, or that it is over; "" where nobody set an end.
func (c *composer) voting(poll *events.Poll) string {
	_, said := report.Voted(c.Printer, c.snap, poll, c.now())
	return said
}

// local is when a session begins, in the programme's zone.
func (c *composer) local(w events.When) time.Time {
	if w.AllDay {
		return w.Start
	}
	return w.Start.In(c.snap.Loc)
}

// shortDay is the day of a session within a sentence: "24 mars".
func (c *composer) shortDay(w events.When) string {
	return c.Dates("date", []time.Time{c.local(w)})
}

// mine leads to the person's own page.
func (c *composer) mine() link {
	c.page.Personal = c.T("mail.secret")
	return link{Label: c.T("mail.mine"), URL: c.PublicURL + "/m/" + c.snap.PageToken(c.msg.To), Main: true}
}

// delegations are what a referent is asked in the name of a delegation: the first arbitrages that are due, and where all are
// answered. That page asks for a sign-in.
func (c *composer) delegations() {
	for _, id := range c.msg.To.Territories {
		t := c.snap.Territory(id)
		if t == nil || !c.msg.To.ReferentOf(id) {
			continue
		}
		var lines []string
		left := 0
		for _, task := range c.msg.Tasks {
			switch {
			case task.Territory == nil || task.Territory.ID != id:
			case len(lines) < soon:
				lines = append(lines, c.T("mail.heading.task", "Number", task.Decision.Number, "Date", c.shortDay(events.When{Start: task.Due.In(time.UTC), AllDay: true}), "Title", task.Decision.Title))
			default:
				left++
			}
		}
		if left > 0 {
			lines = append(lines, c.T("mail.heading.more_tasks", "Count", left))
		}
		c.block(block{Title: c.T("mail.heading.for_us", "Of", events.Of(c.Lang(), t.Name)), Lines: lines, Items: []item{{
			Title: c.T("mail.for_us"), URL: c.PublicURL + "/me#for-" + t.ID, Lines: []string{c.T("mail.for_us_text")},
		}}})
	}
}

// poll asks which dates suit: what a yes means, the dates with what was answered of them, one button to the page.
func (c *composer) poll() {
	c.page.Subject = c.T("mail.subject.poll", "Programme", c.snap.Title)
	c.lead(c.T("mail.text.poll"))
	title := c.snap.Title
	if p := c.snap.Poll(c.msg.Mail.Session); p != nil {
		title = p.Title
		c.lead(p.Meaning)
		c.lead(c.voting(p))
	}
	to := c.mine()
	to.URL += "#mine-" + c.msg.Mail.Session
	c.block(block{Title: title, Items: c.items(c.msg.Invitations), Links: []link{to}})
	c.delegations()
}

// digest tells what changed, before and after, and why.
func (c *composer) digest() {
	kind, title := "digest", "mail.heading.changed"
	if c.msg.Daily {
		kind, title = "daily", "mail.heading.mine"
	}
	c.page.Subject = c.T("mail.subject."+kind, "Programme", c.snap.Title)
	c.lead(c.T("mail.text." + kind))
	b := block{Title: c.T(title), Links: []link{c.mine()}}
	for i, one := range c.items(c.msg.Invitations) {
		var before *events.Session
		if i < len(c.msg.Before) {
			before = c.msg.Before[i]
		}
		if c.msg.Daily && before == nil && c.msg.Invitations[i].Status == events.NeedsAction {
			one.Lines = append(one.Lines, c.T("mail.answer_awaited"))
		} else {
			one.Lines = append(one.Lines, c.changes(before, c.msg.Invitations[i])...)
		}
		b.Items = append(b.Items, one)
	}
	c.block(b)
	if len(c.msg.Tasks) > 0 {
		c.delegations()
	}
}

// changes are what differs from before, in words.
func (c *composer) changes(before *events.Session, inv events.Invitation) []string {
	x := inv.Session
	var lines []string
	change := func(what, a, b string) {
		if a != b {
			lines = append(lines, c.T("mail.change", "What", c.T(what), "Before", a, "After", b))
		}
	}
	if before != nil {
		change("mail.title_word", before.Title, x.Title)
		change("mail.when_word", c.when(before.When), c.when(x.When))
		old := inv
		old.Session = before
		_, was := c.render.Shown(old)
		_, is := c.render.Shown(inv)
		change("mail.place_word", c.orNowhere(was), c.orNowhere(is))
		if before.AsWritten().Description != x.AsWritten().Description { // the date in a text is no other text
			lines = append(lines, c.T("mail.text_changed"))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, c.T("mail.details_changed"))
	}
	if x.Why != "" {
		lines = append(lines, c.T("mail.why", "Why", x.Why))
	}
	return lines
}

func (c *composer) orNowhere(where string) string {
	if where == "" {
		return c.T("mail.nowhere")
	}
	return where
}

// brief is the beginning of a text, up to n characters and the end of a sentence or a word.
func brief(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	cut := string(letters[:n-1])
	if at := strings.LastIndex(cut, ". "); at > len(cut)/2 {
		return cut[:at+1] + " …"
	}
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return cut + "…"
}

// expertDay asks an expert for their answer to a day, or a referent for their delegation's to one that an expert proposes.
func (c *composer) expertDay() {
	key, path := "day", "/me/days"
	if c.msg.To.Role != events.Expert {
		key, path = "day_proposed", "/d/"+c.msg.Mail.Session+"/agenda"
	}
	lines := []string{c.when(c.msg.Was)}
	if kind := c.msg.Mail.Kind; kind != delivery.MailDay {
		key = "day_" + string(kind)
		if c.msg.Text != "" {
			lines = append(lines, c.T("mail.day_comment", "Who", c.msg.Why, "Text", c.msg.Text))
		}
	}
	name := c.msg.Mail.Session
	if t := c.snap.Territory(name); t != nil {
		name = t.Name
	}
	c.page.Subject = c.T("mail.subject."+key, "Territory", name, "Date", c.day(c.msg.Was))
	c.lead(c.T("mail.text."+key, "Who", c.msg.Why))
	c.block(block{Title: c.msg.Subject, Lines: lines, Links: []link{{Label: c.T("mail.day_open"), URL: c.PublicURL + path, Main: true}}})
}
