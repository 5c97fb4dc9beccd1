package personal

import (
	"regexp"
	"slices"
	"strings"

	"parcours/calendars"
	"parcours/events"
	"parcours/scheduling"
)

// eraseInProgramme takes a person out of what the file last said.
func eraseInProgramme(tx Tx, person string) error {
	p, err := tx.Programme()
	if err != nil {
		return err
	}
	p.People = slices.DeleteFunc(p.People, func(one events.Person) bool { return one.ID == person })
	for i := range p.People {
		if p.People[i].Godparent == person {
			p.People[i].Godparent = ""
		}
	}
	for i := range p.Decisions {
		if p.Decisions[i].To == person {
			p.Decisions[i].To = ""
		}
	}
	if p.Dialogue.Pilot == person {
		p.Dialogue.Pilot = ""
	}
	return tx.SetProgramme(p)
}

// eraseInNotices removes notices to others that are about a person, with their mails, and moves the cursor of one that had
// reached them to whoever comes before; what they had done is nobody's.
func eraseInNotices(tx Tx, snap *events.Snapshot, person, nobody string, addresses []string) error {
	all, err := tx.NoticesHolding(append(slices.Clone(addresses), `"`+person+`"`))
	if err != nil {
		return err
	}
	for _, n := range all {
		about := n.Person == person || n.Text == person || slices.Contains(addresses, events.FoldAddress(n.Subject))
		if about {
			if err := tx.RemoveNotice(n.Number); err != nil {
				return err
			}
			continue
		}
		if n.Cursor != person && n.By != person {
			continue
		}
		if n.By == person {
			n.By = nobody
		}
		if n.Cursor == person {
			n.Cursor = ""
			for _, p := range snap.People() { // by id
				if p.ID < person {
					n.Cursor = p.ID
				}
			}
		}
		if err := tx.SetNotice(n); err != nil {
			return err
		}
	}
	return nil
}

// eraseInObjects makes a person's lines in others' calendars nobody's; clients learn of it as of any change.
func (s *Service) eraseInObjects(tx Tx, addresses []string, as string) error {
	all, err := tx.ObjectsHolding(addresses)
	if err != nil {
		return err
	}
	for _, o := range all {
		octets, err := s.text.Anonymous(o.Octets, addresses, as)
		if err != nil {
			return err
		}
		if err := calendars.RewriteIn(tx, o, octets, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// eraseInLetters makes a person's lines nobody's in others' letters that have not left, and in what waits for others.
func (s *Service) eraseInLetters(tx Tx, addresses []string, as string) error {
	letters, err := tx.Letters(scheduling.LetterQuery{State: scheduling.LetterQueued})
	if err != nil {
		return err
	}
	for _, l := range letters {
		if l.Message == nil {
			continue
		}
		if l.Message, err = s.text.Anonymous(l.Message, addresses, as); err != nil {
			return err
		}
		if err := tx.SetLetter(l); err != nil {
			return err
		}
	}
	waiting, err := tx.HeldOf("", "")
	if err != nil {
		return err
	}
	for _, h := range waiting {
		if h.Message == nil {
			continue
		}
		if h.Message, err = s.text.Anonymous(h.Message, addresses, as); err != nil {
			return err
		}
		if err := tx.SetHeld(h); err != nil {
			return err
		}
	}
	return nil
}

// words are what tells who a person is, wherever it stands in a text. A name of one word is a word of the language as well.
func words(p *events.Person, addresses []string) []string {
	if strings.Contains(strings.TrimSpace(p.Name), " ") {
		return append(slices.Clone(addresses), p.Name)
	}
	return addresses
}

// neutral puts an address of nobody and three points where an address and the name stand, in any letters.
func neutral(p *events.Person, addresses []string, as string) func(string) string {
	var patterns []*regexp.Regexp
	for _, word := range words(p, addresses) {
		patterns = append(patterns, regexp.MustCompile(`(?i)`+regexp.QuoteMeta(word)))
	}
	return func(text string) string {
		for i, pattern := range patterns {
			with := as
			if i >= len(addresses) {
				with = "…"
			}
			text = pattern.ReplaceAllLiteralString(text, with)
		}
		return text
	}
}

// eachCalendar gives the calendars of a person's own with their entries, with octets where they are asked for.
func eachCalendar(tx Tx, person string, octets bool, f func(calendars.StoredCollection, []calendars.Object) error) error {
	all, err := tx.Collections(person)
	if err != nil {
		return err
	}
	for _, c := range all {
		entries, err := tx.Objects(person, c.Name, calendars.ObjectQuery{NoOctets: !octets})
		if err != nil {
			return err
		}
		if err := f(c, entries); err != nil {
			return err
		}
	}
	return nil
}
