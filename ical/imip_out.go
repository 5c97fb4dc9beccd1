package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/scheduling"
)

// Messages that leave by mail (RFC 6047): to attendees elsewhere, and to organisers elsewhere.

// News is what somebody who has no copy here is told of the change: it implements scheduling.Copies.
func (c *copies) News(own []string, anew bool, at time.Time) (news scheduling.News, err error) {
	key, _ := c.key(own)
	if key == "" {
		return news, nil
	}
	if !anew && c.before != nil {
		if was, _ := c.before.key(own); was != "" {
			if c.before.plain(was).gist == c.plain(key).gist {
				return news, nil
			}
			message, err := calledOff(c.before.only(was), c.only(key))
			if message != nil || err != nil {
				return scheduling.News{Message: message, Cancels: true}, err
			}
		}
	}
	news.Whole = true
	var method string
	news.Message, method, err = c.Invitation(own, at)
	news.Cancels = method == "CANCEL"
	return news, err
}

// Off gives the CANCEL of the dates that somebody is asked to no more, or that are off (RFC 6638 §3.2.1.2), nil where there are none, and
// whether that says all: what asks them still is as it was. It implements scheduling.Copies.
func (c *copies) Off(own []string, at time.Time) (message []byte, all bool, err error) {
	key, _ := c.key(own)
	if key == "" || c.before == nil {
		return nil, false, nil
	}
	was, _ := c.before.key(own)
	if was == "" {
		return nil, false, nil
	}
	kept, known := c.off[was+" "+key]
	if !known {
		kept.message, err = c.cancelled(was, key, at)
		if kept.message != nil && err == nil {
			kept.all, err = c.rest(key)
		}
		c.off[was+" "+key] = kept
	}
	return kept.message, kept.all, err
}

// cancelled is the CANCEL of what who had the copies of one key has no more by those of another.
func (c *copies) cancelled(was, key string, at time.Time) (message []byte, err error) {
	before, now := c.before.only(was), c.only(key)
	gone, err := lost(before, now)
	if err == nil {
		gone, err = nowOff(before, now, gone)
	}
	if err == nil && len(gone) > 0 {
		message, err = cancelOf(before, now, gone)
	}
	if err == nil && message != nil {
		message, err = c.renderer.Message(message, "CANCEL", nil, at)
	}
	return message, err
}

// rest tells whether the parts of a key are as they were.
func (c *copies) rest(key string) (bool, error) {
	for i, part := range c.parts {
		if key[i] == 'n' {
			continue
		}
		old := c.before.all.master()
		if part.Property("RECURRENCE-ID") != nil {
			at, err := c.all.idOf(part)
			if err == nil {
				old, err = c.before.all.exact(at)
			}
			if err != nil {
				return false, err
			}
		}
		if old == nil || c.before.all.gistOf(old) != c.all.gistOf(part) {
			return false, nil
		}
	}
	return true, nil
}

// nowOff adds the dates that their organiser says are off by now.
func nowOff(was, now state, gone []When) ([]When, error) {
	for _, c := range scheduled(now.cal) {
		id := c.Property("RECURRENCE-ID")
		if id == nil || !strings.EqualFold(c.Value("STATUS"), cancelled) {
			continue
		}
		old, err := was.like(now, c)
		if err != nil {
			return nil, err
		}
		if old == nil || strings.EqualFold(old.Value("STATUS"), cancelled) {
			continue
		}
		when, err := now.zones.When(id)
		if err != nil {
			return nil, err
		}
		gone = append(gone, when)
	}
	return gone, nil
}

// cancelOf is the CANCEL of some instances (RFC 5546 §3.2.5).
func cancelOf(was, now state, gone []When) ([]byte, error) {
	message := copyWith(was.cal, func(k *Component) bool { return !isScheduled(k) })
	message.Set(NewValue("METHOD", "CANCEL"))
	for _, when := range gone {
		id := when.Property("RECURRENCE-ID")
		at, err := was.instant(id, id.Value)
		if err != nil {
			return nil, err
		}
		c, err := was.exact(at)
		if err == nil && c == nil {
			c, err = was.occurrence(was.master(), when)
		}
		if err != nil {
			return nil, err
		}
		c = copyOf(c)
		c.Set(NewValue("STATUS", cancelled))
		if of, err := now.like(was, c); err == nil && of != nil && sequenceOf(of) > sequenceOf(c) {
			c.Set(NewValue("SEQUENCE", strconv.Itoa(sequenceOf(of))))
		}
		message.AddComponent(c)
	}
	return message.Bytes(), nil
}

// calledOff is the CANCEL of the instances that a copy lost, nil where it lost none, or something else changed.
func calledOff(was, now state) ([]byte, error) {
	gone, err := lost(was, now)
	if len(gone) == 0 || err != nil {
		return nil, err
	}
	message, err := cancelOf(was, now, gone)
	if err != nil {
		return nil, err
	}
	master := was.master()
	for _, when := range gone { // and what is left is what it was
		q := when.Property("RECURRENCE-ID")
		at, err := was.instant(q, q.Value)
		if err != nil {
			return nil, err
		}
		was.cal.Components = slices.DeleteFunc(was.cal.Components, func(k *Component) bool {
			id, err := was.idOf(k)
			return err == nil && id == at && isScheduled(k)
		})
		if master != nil {
			master.Add(was.inFormOf(master, when).Property("EXDATE"))
		}
	}
	if was.gist() != now.gist() {
		return nil, nil
	}
	return message, nil
}

// lost are the instances that there were, and are not any more: exceptions of a series, and those of who is asked to some only.
func lost(was, now state) (gone []When, err error) {
	old, master := was.master(), now.master()
	if (old == nil) != (master == nil) {
		return nil, nil
	}
	if master != nil {
		known, err := was.instants(old, "EXDATE")
		if err != nil {
			return nil, err
		}
		err = now.eachInstant(master, "EXDATE", func(at string, when When) error {
			if !known[at] {
				gone = append(gone, when)
			}
			return nil
		})
		return gone, err
	}
	for _, c := range scheduled(was.cal) {
		at, err := was.idOf(c)
		if err != nil {
			return nil, err
		}
		if there, err := now.exact(at); there != nil || err != nil {
			if err != nil {
				return nil, err
			}
			continue
		}
		when, err := was.zones.When(c.Property("RECURRENCE-ID"))
		if err != nil {
			return nil, err
		}
		gone = append(gone, when)
	}
	return gone, nil
}

// Replied gives the REPLY with what an attendee's copy newly answers, nil where it says nothing new. It implements scheduling.Text.
func (r *Renderer) Replied(before, after []byte, own []string, anew bool) ([]byte, error) {
	is, err := r.answeredState(before, after, own)
	if err != nil {
		return nil, err
	}
	var was state
	if before != nil && !anew {
		if was, err = readState(before); err != nil {
			return nil, err
		}
	}
	message := copyWith(is.cal, func(k *Component) bool { return !isScheduled(k) })
	message.Set(NewValue("METHOD", "REPLY"))
	some := false
	for _, c := range scheduled(is.cal) {
		status, said := answerOf(c, own), needsAction
		if was.cal != nil {
			old, err := was.like(is, c)
			if err != nil {
				return nil, err
			}
			if old != nil {
				said = answerOf(old, own)
			}
		}
		if status == "" || status == said || strings.EqualFold(c.Value("STATUS"), cancelled) {
			continue
		}
		message.AddComponent(answerOnly(c, own))
		some = true
	}
	if !some {
		return nil, nil
	}
	return message.Bytes(), nil
}

// answeredState is an attendee's copy with a component for each date of which they say something of its own. Thrown away, it declines.
func (r *Renderer) answeredState(before, after []byte, own []string) (state, error) {
	if before == nil {
		return readState(after)
	}
	octets, err := r.Answered(before, before, after, own)
	if err != nil {
		return state{}, err
	}
	is, err := readState(octets)
	if err != nil || after == nil {
		return is, err
	}
	now, err := readState(after)
	if err != nil {
		return is, err
	}
	for _, c := range scheduled(is.cal) { // what they say with it
		if said, err := now.like(is, c); err == nil && said != nil {
			c.Remove("COMMENT")
			for _, p := range said.All("COMMENT") {
				c.Add(p.Clone())
			}
		}
	}
	return is, nil
}

// answerOf is the answer of whom these addresses are in a component, upper case; "" where it does not ask them.
func answerOf(c *Component, own []string) string {
	line := c.Attendee(own...)
	if line == nil {
		return ""
	}
	if s := line.Param("PARTSTAT"); s != "" {
		return strings.ToUpper(s)
	}
	return needsAction
}

// inReply are the properties of a REPLY (RFC 5546 §3.2.3) beside the attendee's own line.
var inReply = []string{"UID", "DTSTAMP", "ORGANIZER", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DUE", "DURATION", "SUMMARY", "LOCATION", "COMMENT", "STATUS", "PERCENT-COMPLETE", "COMPLETED"}

// answerOnly is what a REPLY has of a component.
func answerOnly(c *Component, own []string) *Component {
	made := &Component{Name: c.Name}
	for _, p := range c.Properties {
		if slices.Contains(inReply, p.Name) || p.Name == "ATTENDEE" && p.HasAddress(own...) {
			q := p.Clone()
			q.DelParam("SCHEDULE-STATUS")
			q.DelParam("SCHEDULE-FORCE-SEND")
			made.Add(q)
		}
	}
	return made
}

// Posting is how an iTIP message leaves by mail.
type Posting struct {
	Own     []string // calendar user addresses of who writes
	Name    string   // of who writes
	Email   string   // their mail address
	Reply   string   // the mail address that answers come back to
	To      string   // mail address of whom it is for
	Stamp   time.Time
	Address func(path string) string // the mail address of a principal's path, "" for nobody
}

// Posted gives an iTIP message as it leaves by mail. An organiser's address is the one that answers come back to, since calendars answer
// the ORGANIZER whatever Reply-To says; an attendee's says by whom it is sent (SENT-BY, RFC 6047 §2.3). What schedules here is taken off
// (RFC 6638 §7), and no path of this server is told.
func (r *Renderer) Posted(message []byte, p Posting) ([]byte, error) {
	return Edit(message, func(cal *Component) error {
		reply := strings.EqualFold(cal.Value("METHOD"), "REPLY")
		cal.Set(NewText("PRODID", product))
		cal.StripParams("SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND", "SCHEDULE-AGENT")
		for _, c := range scheduled(cal) {
			c.Set(NewValue("DTSTAMP", p.Stamp.UTC().Format("20060102T150405Z")))
			for _, q := range c.Properties {
				if q.Name == "ORGANIZER" || q.Name == "ATTENDEE" {
					p.address(q, reply)
				}
			}
		}
		return nil
	})
}

// address writes the address of a line as it leaves.
func (p *Posting) address(q *Property, reply bool) {
	if q.HasAddress(p.Own...) {
		q.DelParam("EMAIL")
		q.DelParam("SENT-BY")
		if q.Param("CN") == "" && p.Name != "" {
			q.SetParam("CN", p.Name)
		}
		if q.Value = "mailto:" + p.Reply; reply {
			q.Value = "mailto:" + p.Email
			q.SetParam("SENT-BY", "mailto:"+p.Reply)
		}
		return
	}
	if path := Address(q.Value); !strings.HasPrefix(path, "mailto:") {
		mail := q.Param("EMAIL")
		if mail == "" && p.Address != nil {
			mail = p.Address(path)
		}
		if mail != "" {
			q.DelParam("EMAIL")
			q.Value = "mailto:" + mail
		}
	}
	if !reply && q.Name == "ATTENDEE" && q.HasAddress("mailto:"+p.To) && !hasAnswer(q) {
		q.SetParam("RSVP", "TRUE")
	}
}
