package personal

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/scheduling"
)

// Export is all that is kept of a person, but secrets: of passwords and sign-ins it says that they are there. Times are UTC.
type Export struct {
	At           time.Time
	Programme    string
	Person       Profile
	Answers      []Answer // for themselves, those before too, oldest first
	ForOthers    []Answer // that they gave for a delegation or for somebody else
	Arbitrages   []Arbitrage
	Documents    []Document // that they handed in for a delegation, which keeps them
	Guests       []string   // names of those whom they brought
	Presences    []Presence
	MailWish     delivery.Wish
	Mails        []Mail
	Received     []Received
	Letters      []Letter  // about their own events, to mailboxes elsewhere and, of what came in, to them
	Waiting      []Waiting // about their calendar, from senders for whom nobody vouches
	Addresses    []Address
	Passwords    []Password
	SignIns      []SignIn
	Seen         map[events.Door]time.Time // when each door was last used
	Calendars    []Calendar
	Attachments  []Attachment // to events of their calendars, or by them to others'
	BusyTimes    []BusyTimes  // addresses at which their busy times could be read
	SharedByThem []Share
	SharedToThem []Share
}

// Profile is what a person is known as.
type Profile struct {
	ID, Email, Name, Function, Language, Role, Category string
	Territories                                         []string
	BroughtBy                                           string `json:",omitempty"`
	InFile                                              bool   // the programme's file names them too
}

// Answer is something said of a session.
type Answer struct {
	At                    time.Time
	Session, Title, For   string
	Status, Comment, Door string
	Sequence              int
	Late                  bool
}

// Arbitrage is something said of an arbitrage in a delegation's name.
type Arbitrage struct {
	At        time.Time
	Territory string
	Number    int
	Text      string
	Done      bool
	Reply     bool // by an organiser
}

// Document is one handed in, or a link to one.
type Document struct {
	At              time.Time
	Territory, Name string
	Number          int    // of the arbitrage, 0 for none
	URL             string `json:",omitempty"`
}

// Presence says whether they were at a session.
type Presence struct {
	At      time.Time
	Session string
	Present bool
}

// Mail is a mail to them.
type Mail struct {
	At            time.Time
	Sent          time.Time // zero if it has not left
	Kind, Session string
	State         string
	Subject, Text string `json:",omitempty"` // of a letter that somebody wrote
}

// Received is a mail from them, or taken for theirs.
type Received struct {
	At                                   time.Time
	From, Subject, Session, Outcome, Why string
	Text                                 string `json:",omitempty"`
}

// Letter is one about an event of theirs, or about one to which they were invited from elsewhere.
type Letter struct {
	At                     time.Time
	Sent                   time.Time // zero if it has not left
	Kind, With, UID, State string    // With: mail address of whom it goes to, or is about
	Text                   string    `json:",omitempty"` // words that came in, until they have left
	Calendar               string    `json:",omitempty"` // of one that has not left: what it says, as iCalendar
}

// Waiting is a message that waits, or waited, until they decide.
type Waiting struct {
	At                time.Time
	From, UID, Method string
	Settled           string `json:",omitempty"` // what became of it
	Calendar          string `json:",omitempty"` // while it waits: what it says, as iCalendar
}

// Address is one from which an answer to their invitations came.
type Address struct {
	At             time.Time
	Address, State string
}

// Attachment is a document attached to an event, which names its address.
type Attachment struct {
	At        time.Time
	Name, UID string // UID of the event
	Octets    int64
}

// BusyTimes is one address of them.
type BusyTimes struct{ Made, Ended time.Time } // Ended zero while it is good

// Password is that there is one.
type Password struct {
	Made, Used  time.Time // Used zero if it never was
	Kind, Label string
}

// SignIn is a browser.
type SignIn struct {
	Made, Used time.Time
	Agent      string
}

// Calendar is one of their own; its entries stand beside as files.
type Calendar struct {
	Name, Title, Description, Color, TimeZone string
	Made                                      time.Time
	Files                                     []string
	entries                                   []calendars.Object
}

// Share is a calendar that somebody may use.
type Share struct{ Owner, Calendar, With, Access string }

// Export gathers all that is kept of a person. ErrNotFound for nobody, and for somebody erased.
func (s *Service) Export(ctx context.Context, person string) (*Export, error) {
	snap := s.events.Programme()
	var e *Export
	err := s.store.View(ctx, func(tx Tx) error {
		who, err := known(tx, person)
		if err != nil {
			return err
		}
		e = &Export{At: s.now().UTC(), Programme: snap.Title, Person: profile(snap, who), Seen: map[events.Door]time.Time{}}
		for _, gather := range []func(Tx, *events.Snapshot, string) error{e.said, e.attended, e.wrote, e.corresponds, e.enters, e.keeps} {
			if err := gather(tx, snap, person); err != nil {
				return err
			}
		}
		return nil
	})
	return e, err
}

func profile(snap *events.Snapshot, p *events.Person) Profile {
	return Profile{
		ID: p.ID, Email: p.Email, Name: p.Name, Function: p.Function, Language: snap.LanguageFor(p), Role: string(p.Role), Category: p.Category,
		Territories: p.Territories, BroughtBy: p.Godparent, InFile: p.InFile,
	}
}

// said gathers answers.
func (e *Export) said(tx Tx, snap *events.Snapshot, person string) error {
	whose := []events.AnswerQuery{{Person: person}}
	if e.Person.Role == string(events.Organiser) {
		whose = []events.AnswerQuery{{All: true}} // they enter other people's answers
	} else {
		for _, t := range snap.Territories {
			whose = append(whose, events.AnswerQuery{Territory: t.ID})
		}
	}
	for _, q := range whose {
		all, err := tx.Answers(q)
		if err != nil {
			return err
		}
		for _, a := range all {
			switch {
			case a.For.Person == person:
				e.Answers = append(e.Answers, answer(snap, a))
			case a.By == person:
				e.ForOthers = append(e.ForOthers, answer(snap, a))
			}
		}
	}
	for _, t := range snap.Territories {
		decisions, err := tx.DecisionAnswers(t.ID, 0)
		if err != nil {
			return err
		}
		for _, d := range decisions {
			if d.By == person {
				e.Arbitrages = append(e.Arbitrages, Arbitrage{d.At.UTC(), d.Territory, d.Decision, d.Text, d.Done, d.Reply})
			}
		}
		documents, err := tx.Files(t.ID)
		if err != nil {
			return err
		}
		for _, f := range documents {
			if f.By == person {
				e.Documents = append(e.Documents, Document{f.At.UTC(), f.Territory, f.Name, f.Decision, f.URL})
			}
		}
	}
	for _, list := range [][]Answer{e.Answers, e.ForOthers} {
		slices.SortStableFunc(list, func(a, b Answer) int { return a.At.Compare(b.At) })
	}
	return nil
}

func answer(snap *events.Snapshot, a events.Answer) Answer {
	one := Answer{
		At: a.At.UTC(), Session: a.Session, For: a.For.Person, Status: string(a.Status), Comment: a.Comment, Door: string(a.Door), Sequence: a.Sequence, Late: a.Late,
	}
	if one.For == "" {
		one.For = strings.TrimSuffix(a.For.Territory+"/"+a.For.Category, "/")
	}
	if x := snap.Session(a.Session); x != nil {
		one.Title = x.Title
	}
	return one
}

// attended gathers presences and guests.
func (e *Export) attended(tx Tx, snap *events.Snapshot, person string) error {
	for _, p := range snap.People() {
		if p.Godparent == person {
			e.Guests = append(e.Guests, p.Name)
		}
	}
	all, err := tx.Presences("")
	for _, p := range all {
		if p.Person == person {
			e.Presences = append(e.Presences, Presence{p.At.UTC(), p.Session, p.Present})
		}
	}
	return err
}

// wrote gathers mails to them and from them.
func (e *Export) wrote(tx Tx, _ *events.Snapshot, person string) (err error) {
	if e.MailWish, err = delivery.WishIn(tx, person); err != nil {
		return err
	}
	mails, err := tx.Mails(delivery.MailQuery{Person: person})
	if err != nil {
		return err
	}
	for _, m := range mails {
		one := Mail{At: m.Created.UTC(), Sent: m.Sent.UTC(), Kind: string(m.Kind), Session: m.Session, State: string(m.State)}
		if m.Kind == delivery.MailWritten {
			n, err := tx.Notice(m.Notice)
			if err != nil {
				return err
			}
			one.Subject, one.Text = n.Subject, n.Text
		}
		e.Mails = append(e.Mails, one)
	}
	slices.SortStableFunc(e.Mails, func(a, b Mail) int { return a.At.Compare(b.At) })
	receipts, err := tx.Receipts("", maxReceipts)
	for _, r := range slices.Backward(receipts) {
		if r.Person == person {
			e.Received = append(e.Received, Received{r.At.UTC(), r.From, r.Subject, r.Session, string(r.Outcome), r.Reason, r.Message.Text})
		}
	}
	return err
}

// corresponds gathers letters about their events, and what waits for them.
func (e *Export) corresponds(tx Tx, _ *events.Snapshot, person string) error {
	letters, err := tx.Letters(scheduling.LetterQuery{Person: person})
	if err != nil {
		return err
	}
	for _, l := range letters {
		e.Letters = append(e.Letters, Letter{l.Created.UTC(), l.Sent.UTC(), string(l.Kind), l.Address, l.UID, string(l.State), l.Text, string(l.Message)})
	}
	held, err := tx.HeldOf("", person)
	for _, h := range held {
		e.Waiting = append(e.Waiting, Waiting{h.At.UTC(), h.From, h.UID, h.Method, h.Settled, string(h.Message)})
	}
	return err
}

// maxReceipts is more than any programme takes in.
const maxReceipts = 1 << 30

// enters gathers addresses, passwords and sign-ins.
func (e *Export) enters(tx Tx, _ *events.Snapshot, person string) error {
	aliases, err := tx.Aliases(person)
	if err != nil {
		return err
	}
	for _, a := range aliases {
		e.Addresses = append(e.Addresses, Address{a.At.UTC(), a.Address, string(a.State)})
	}
	credentials, err := tx.Credentials(person)
	if err != nil {
		return err
	}
	for _, c := range credentials {
		e.Passwords = append(e.Passwords, Password{c.Created.UTC(), c.Used.UTC(), string(c.Kind), c.Label})
	}
	signIns, err := tx.SignIns(person)
	if err != nil {
		return err
	}
	for _, x := range signIns {
		e.SignIns = append(e.SignIns, SignIn{x.Made.UTC(), x.Used.UTC(), x.Agent})
	}
	for _, door := range []events.Door{events.DoorCalDAV, events.DoorMail, events.DoorWeb} {
		at, err := tx.Seen(person, door)
		if err != nil {
			return err
		}
		if !at.IsZero() {
			e.Seen[door] = at.UTC()
		}
	}
	return nil
}

// keeps gathers calendars of their own, and who uses which.
func (e *Export) keeps(tx Tx, _ *events.Snapshot, person string) error {
	err := eachCalendar(tx, person, true, func(c calendars.StoredCollection, entries []calendars.Object) error {
		one := Calendar{Name: c.Name, Title: c.DisplayName, Description: c.Description, Color: c.Color, TimeZone: c.TimeZone, Made: c.CreatedAt.UTC(), entries: entries}
		for i := range entries {
			one.Files = append(one.Files, one.file(i))
		}
		e.Calendars = append(e.Calendars, one)
		shares, err := tx.Shares(person, c.Name)
		for _, s := range shares {
			e.SharedByThem = append(e.SharedByThem, Share{s.Home, s.Collection, s.Principal, string(s.Access)})
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := e.attaches(tx, person); err != nil {
		return err
	}
	shares, err := tx.SharedWith([]string{person})
	for _, s := range shares {
		e.SharedToThem = append(e.SharedToThem, Share{s.Home, s.Collection, s.Principal, string(s.Access)})
	}
	return err
}

// attaches gathers attachments and addresses of busy times.
func (e *Export) attaches(tx Tx, person string) error {
	all, err := tx.Attachments("")
	for _, a := range all {
		if a.Home == person || a.By == person {
			e.Attachments = append(e.Attachments, Attachment{a.At.UTC(), a.Name, a.UID, a.Size})
		}
	}
	if err != nil {
		return err
	}
	links, err := tx.BusyLinks(person)
	for _, l := range links {
		e.BusyTimes = append(e.BusyTimes, BusyTimes{l.Made.UTC(), l.Revoked})
	}
	return err
}

// file is the name of an entry in the archive; clients choose names, which are not taken for paths.
func (c *Calendar) file(i int) string { return fmt.Sprintf("calendars/%s/%04d.ics", c.Name, i+1) }

// WriteZip writes the archive: data.json, and each entry of the calendars as it was written.
func (e *Export) WriteZip(to io.Writer) error {
	archive := zip.NewWriter(to)
	add := func(name string, octets []byte) error {
		f, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: e.At})
		if err == nil {
			_, err = f.Write(octets)
		}
		return err
	}
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	if err := add("data.json", append(data, '\n')); err != nil {
		return err
	}
	for i := range e.Calendars {
		c := &e.Calendars[i]
		for j := range c.entries {
			if err := add(c.file(j), c.entries[j].Octets); err != nil {
				return err
			}
		}
	}
	return archive.Close()
}
