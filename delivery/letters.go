package delivery

import (
	"context"
	"slices"
	"strings"
	"time"

	"parcours/events"
)

// Letter is what an organiser writes, one mail a person: to those of a category, of a territory, who have not answered a
// session, or to everybody; nobody sees anybody's address.
type Letter struct {
	Category, Territory string // ids; "" for any
	Silent              string // id of a session: only those who are asked to it and have not answered
	Subject, Text       string
	Urgent              bool // it leaves at once, in the night too, and before somebody's first letter
}

// Leaving is when a letter leaves to somebody. What automatic mails have used up of a person's day does not hold it.
type Leaving struct {
	Person *events.Person
	At     time.Time
	Why    Waiting
}

// Waiting is why a letter does not leave at once.
type Waiting string

// The reasons.
const (
	WaitsForNothing     Waiting = ""
	WaitsForMorning     Waiting = "quiet"        // quiet hours
	WaitsForFirstLetter Waiting = "first_letter" // the person's own first letter has not left yet
)

// Outgoing tells to whom a letter would go, and when it would leave to each, by person id. It sends nothing.
func (s *Service) Outgoing(ctx context.Context, by *events.Person, l Letter) (all []Leaving, err error) {
	people, err := s.readers(ctx, by, l)
	if err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = s.leaving(tx, people, l.Urgent)
		return err
	})
	return all, err
}

// Write sends a letter, and tells when it leaves to each.
func (s *Service) Write(ctx context.Context, by *events.Person, l Letter) (all []Leaving, err error) {
	people, err := s.readers(ctx, by, l)
	if err != nil {
		return nil, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if all, err = s.leaving(tx, people, l.Urgent); err != nil {
			return err
		}
		for _, p := range people {
			n := events.Notice{Kind: events.NoticeWritten, Person: p.ID, Subject: l.Subject, Text: l.Text, Urgent: l.Urgent, Due: s.now()}
			if err := s.events.Notify(tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// readers are whom a letter is for.
func (s *Service) readers(ctx context.Context, by *events.Person, l Letter) ([]*events.Person, error) {
	snap := s.events.Programme()
	switch {
	case by.Role != events.Organiser:
		return nil, events.ErrForbidden
	case strings.TrimSpace(l.Subject) == "" || strings.TrimSpace(l.Text) == "":
		return nil, events.Invalidf("text", "give a subject and a text")
	case strings.ContainsAny(l.Subject, "\r\n"):
		return nil, events.Invalidf("subject", "one line")
	case l.Category != "" && snap.Category(l.Category) == nil:
		return nil, events.Invalidf("category", "%q is not a category of the programme", l.Category)
	case l.Territory != "" && snap.Territory(l.Territory) == nil:
		return nil, events.Invalidf("territory", "%q is not a territory of the programme", l.Territory)
	}
	people := snap.People()
	if l.Silent != "" {
		var err error
		if people, err = s.events.Silent(ctx, l.Silent); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(people), func(p *events.Person) bool {
		return p.Role == "" || l.Category != "" && p.Category != l.Category || l.Territory != "" && !slices.Contains(p.Territories, l.Territory)
	}), nil
}

func (s *Service) leaving(tx Tx, people []*events.Person, urgent bool) ([]Leaving, error) {
	now := s.now()
	all := make([]Leaving, 0, len(people))
	for _, p := range people {
		next := Leaving{Person: p, At: s.allowed(now, urgent)}
		if next.At.After(now) {
			next.Why = WaitsForMorning
		}
		if !urgent {
			first, err := s.firstLetter(tx, p.ID, now)
			if err != nil {
				return nil, err
			}
			if first.After(next.At) {
				next.At, next.Why = first, WaitsForFirstLetter
			}
		}
		all = append(all, next)
	}
	return all, nil
}

// firstLetter is when a person's own first letter leaves that has not left yet; zero where nothing is waited for. A person
// who was added just now has a notice of it only.
func (s *Service) firstLetter(tx Tx, person string, now time.Time) (time.Time, error) {
	letters, err := tx.Mails(MailQuery{Person: person, Kind: MailLetter})
	if err != nil {
		return time.Time{}, err
	}
	for _, m := range letters {
		if m.State == MailQueued {
			return s.allowed(events.Latest(m.Next, now), false), nil
		}
	}
	if len(letters) > 0 {
		return time.Time{}, nil
	}
	held, err := tx.DueNotices(now.Add(s.policy.Hold), 10_000)
	if err != nil {
		return time.Time{}, err
	}
	for _, n := range held {
		if n.Kind == events.NoticeLetter && n.Person == person {
			return s.allowed(events.Latest(n.Due, now), false), nil
		}
	}
	return time.Time{}, nil
}
