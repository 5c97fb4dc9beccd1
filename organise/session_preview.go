package organise

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/report"
)

// sessionPreview is what a change of sessions would do, before it is kept.
type sessionPreview struct {
	office.Frame
	Name    string // of the session, "" for a new one
	Hidden  []office.Field
	Changes []difference
	Mails   []mailLine
	Covered []string // who reads of it in a mail that waits already
	Back    bool     // it stands again as people were told
	Again   bool     // answers are asked again
	Days    []string
	Clashes []clash
	Busy    string // of those asked, in words; "" where nobody looks
}

// mailLine is mails of one kind that leave at one time.
type mailLine struct {
	Words, When string
	People      []string
}

// clash is another session at the same time that asks some of the same people.
type clash struct {
	URL, Title, When string
	Count            int
}

// maxBusy is of how many people the calendars are looked at.
const maxBusy = 300

// previewSession shows whom a change would be told to and when, and what speaks against its time.
func (p *Pages) previewSession(w http.ResponseWriter, r *http.Request, who *events.Person, e *sessionEdit) {
	changes, err := p.changesOf(e)
	if err != nil {
		e.wrong = append(e.wrong, office.WrongField{Field: "start", Key: "refused"})
		p.showPlan(w, r, who, http.StatusUnprocessableEntity, e)
		return
	}
	name := ""
	if e.x != nil {
		name = e.x.Title
	}
	p.preview(w, r, who, "/organise/sessions", name, changes)
}

// preview shows whom changes of sessions would be told to and when, with the form that keeps them; name is what they are of, path where
// the page belongs.
func (p *Pages) preview(w http.ResponseWriter, r *http.Request, who *events.Person, path, name string, changes []events.Change) {
	words := p.WordsFor(r, who.Language)
	page := &sessionPreview{Frame: p.Frame(words, path, words.T("sessions.preview")), Name: name}
	page.Hidden = office.HandedOn(r, "step")
	foreseen, err := p.delivery.Foresee(r.Context(), changes)
	if err == nil {
		p.tellMails(words, page, foreseen)
		err = p.tellTimes(r.Context(), words, page, changes)
		page.Again = page.Again && !page.Back
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	p.Send(w, http.StatusOK, words.Lang(), templates, "session_preview", page)
}

// changesOf is what the edit would make of sessions.
func (p *Pages) changesOf(e *sessionEdit) ([]events.Change, error) {
	snap := p.events.Programme()
	if e.x != nil {
		var ids []string
		for _, x := range e.targets(snap) {
			ids = append(ids, x.ID)
		}
		return snap.Changes(ids, p.events.Now(), e.change(snap))
	}
	var all []events.Change
	for _, x := range e.form.made(snap) {
		if err := x.Check(); err != nil {
			return nil, err
		}
		all = append(all, events.Change{To: x})
	}
	return all, nil
}

// tellMails puts what would leave into words: by kind and time.
func (p *Pages) tellMails(words *messages.Printer, page *sessionPreview, f delivery.Foreseen) {
	snap := p.events.Programme()
	slices.SortStableFunc(f.Mails, func(a, b delivery.Mail) int { return cmp.Or(a.Next.Compare(b.Next), cmp.Compare(a.Kind, b.Kind)) })
	for len(f.Mails) > 0 {
		first := f.Mails[0]
		n := slices.IndexFunc(f.Mails, func(m delivery.Mail) bool { return m.Kind != first.Kind || !m.Next.Equal(first.Next) })
		if n < 0 {
			n = len(f.Mails)
		}
		line := mailLine{When: report.Moment(words, snap, first.Next)}
		for _, m := range f.Mails[:n] {
			if name := snap.Person(m.Person).Name; !slices.Contains(line.People, name) {
				line.People = append(line.People, name)
			}
		}
		line.Words = words.T("sessions.mail."+string(first.Kind), "Count", len(line.People))
		page.Mails = append(page.Mails, line)
		f.Mails = f.Mails[n:]
	}
	for _, q := range f.Covered {
		if !slices.Contains(page.Covered, q.Name) {
			page.Covered = append(page.Covered, q.Name)
		}
	}
	page.Back = f.Back
}

// tellTimes says what changes, and what is known of the times: days off, other sessions, how many of those asked are busy.
func (p *Pages) tellTimes(ctx context.Context, words *messages.Printer, page *sessionPreview, changes []events.Change) error {
	snap := p.events.Programme()
	asked := map[*events.Person]events.When{}
	for i := range changes {
		from, to := changes[i].From, &changes[i].To
		page.Changes = append(page.Changes, p.differences(words, from, to)...)
		if !to.Live() || from != nil && from.When.Equal(to.When) && events.EqualRules(from.Asked, to.Asked) {
			continue
		}
		page.Again = page.Again || from != nil && !from.When.Equal(to.When) && !from.Draft()
		for _, day := range pages.DaysOff(snap, words, to.When) {
			if day = report.When(words, snap, to.When) + " : " + day; !slices.Contains(page.Days, day) {
				page.Days = append(page.Days, day)
			}
		}
		p.addClashes(words, page, to, changes)
		for _, q := range snap.People() {
			if to.Asks(q) {
				asked[q] = to.When
			}
		}
	}
	return p.tellBusy(ctx, words, page, asked)
}

// addClashes finds the other sessions at a session's time that ask some of the same people, each once for all rooms.
func (p *Pages) addClashes(words *messages.Printer, page *sessionPreview, x *events.Session, changes []events.Change) {
	snap := p.events.Programme()
	start, end := x.When.Span(snap.Loc)
	for _, other := range snap.Between(start, end) {
		changed := slices.ContainsFunc(changes, func(c events.Change) bool { return c.To.ID == other.ID })
		if changed || !other.Live() || !other.Listed() {
			continue
		}
		count := 0
		for _, q := range snap.People() {
			if x.Asks(q) && other.Asks(q) {
				count++
			}
		}
		url := "/organise/sessions/" + other.ID
		if i := slices.IndexFunc(page.Clashes, func(c clash) bool { return c.URL == url }); i >= 0 {
			page.Clashes[i].Count += count // rooms ask different people
		} else if count > 0 {
			page.Clashes = append(page.Clashes, clash{url, other.Title, report.When(words, snap, other.When), count})
		}
	}
}

// tellBusy counts who is busy by their own calendars; it names nobody.
func (p *Pages) tellBusy(ctx context.Context, words *messages.Printer, page *sessionPreview, asked map[*events.Person]events.When) error {
	snap := p.events.Programme()
	if p.busy == nil || len(asked) == 0 {
		return nil
	}
	looked, busy := 0, 0
	for _, q := range snap.People() {
		when, asks := asked[q]
		if !asks || looked == maxBusy {
			continue
		}
		looked++
		start, end := when.Span(snap.Loc)
		taken, err := p.busy(ctx, q, start, end)
		if err != nil {
			return err
		}
		if taken {
			busy++
		}
	}
	page.Busy = words.T("sessions.busy", "Count", busy, "Asked", looked)
	return nil
}
