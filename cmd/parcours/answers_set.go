package main

import (
	"errors"
	"fmt"
	"slices"

	"parcours/contacts"
	"parcours/events"
	"parcours/house"
	"parcours/report"
)

type answersSet struct {
	dataFlag
	langFlag
	Person     string `xor:"whose" required:"" placeholder:"P" help:"Id, address or name of the person who answers."`
	Delegation string `xor:"whose" required:"" placeholder:"T" help:"Id or name of the territory whose referent answers for the delegation."`
	Session    string `required:"" placeholder:"S" help:"Id of the session or room, such as agora or pairs-1-elus."`
	Status     string `required:"" help:"yes, maybe, no, none (it does not concern the delegation) or withdraw; or oui, peut-être, non, sans objet, retirer."`
	Comment    string `help:"What they said with it."`
	By         string `required:"" placeholder:"ORGANISER" help:"Id, address or name of the organiser who enters it: the history names them."`
}

func (c *answersSet) Help() string {
	return `For an answer that came by telephone, on paper or in a corridor:

  ` + called + ` answers set --data parcours-data --person lucie-fontval --session agora --status yes --by agathe-lormeau`
}

// statusNames are the answers as people write them, by their letters.
var statusNames = map[string]events.Partstat{
	"yes": events.Accepted, "oui": events.Accepted, "accepted": events.Accepted,
	"maybe": events.Tentative, "peutetre": events.Tentative, "tentative": events.Tentative,
	"no": events.Declined, "non": events.Declined, "declined": events.Declined,
	"none": events.NotApplicable, "sansobjet": events.NotApplicable, "notapplicable": events.NotApplicable,
	"withdraw": events.NeedsAction, "retirer": events.NeedsAction, "needsaction": events.NeedsAction,
}

func (c *answersSet) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		r, err := c.response(s.Programme())
		if err != nil {
			return err
		}
		a, err := s.Respond(env, r)
		if errors.Is(err, events.ErrNotFound) {
			return fmt.Errorf("%s does not ask %s: nothing to answer", r.Session, c.Person+c.Delegation)
		}
		if err != nil {
			return err
		}
		snap, words := s.Programme(), c.words(s)
		_, err = fmt.Fprintln(env.out, words.T("command.entered", "Who", report.Subject(words, snap, r.For), "Answer", report.Status(words, a.Status),
			"Session", report.SessionTitle(snap, r.Session), "By", report.Person(words, snap, r.By)))
		return err
	})
}

// response is what the options say.
func (c *answersSet) response(snap *events.Snapshot) (events.Response, error) {
	r := events.Response{Comment: c.Comment, Door: events.DoorOrganiser, Sequence: -1}
	by, err := personCalled(snap, c.By)
	if err != nil {
		return r, fmt.Errorf("--by %w", err)
	}
	if by.Role != events.Organiser {
		return r, fmt.Errorf("--by %s: an organiser enters what others say", c.By)
	}
	r.By = by.ID
	status, known := statusNames[events.Letters(c.Status)]
	if !known {
		return r, fmt.Errorf("--status %s: yes, maybe, no, none or withdraw", c.Status)
	}
	r.Status = status
	asked := func(x *events.Session) bool { return true }
	if c.Person != "" {
		p, err := personCalled(snap, c.Person)
		if err != nil {
			return r, fmt.Errorf("--person %w", err)
		}
		r.For.Person, asked = p.ID, func(x *events.Session) bool { return x.Asks(p) }
	} else if r.For.Territory, err = delegationFlag(snap, c.Delegation); err != nil {
		return r, err
	}
	x, err := roomCalled(snap, c.Session, asked)
	if err != nil {
		return r, fmt.Errorf("--session %w", err)
	}
	r.Session = x.ID
	if r.For.Territory != "" {
		r.For.Category = x.Category
	}
	return r, nil
}

// roomCalled gives a session by id. The name of a split session stands for its one room that is wanted; where that is
// none or several, the error names its rooms.
func roomCalled(snap *events.Snapshot, name string, wanted func(*events.Session) bool) (*events.Session, error) {
	x, rooms := contacts.Room(snap, name, wanted)
	switch {
	case x != nil:
		return x, nil
	case len(rooms) > 0:
		return nil, fmt.Errorf("%s: which of its rooms or dates? %s", name, contacts.SessionNames(rooms, false))
	}
	return nil, fmt.Errorf("%s: no such session; there is: %s", name, contacts.SessionNames(snap.All(), true))
}

// silent names who has not answered a session, so that they can be called or written to.
func (c *answersShow) silent(env *environment, s *house.House) error {
	snap, words := s.Programme(), c.words(s)
	if len(snap.Group(c.Silent)) == 0 {
		return fmt.Errorf("--silent %s: no such session; there is: %s", c.Silent, contacts.SessionNames(snap.All(), true))
	}
	people, err := s.Silent(env, c.Silent)
	if err != nil {
		return err
	}
	type silent struct {
		ID, Name, Email, Category string
		Territories               []string
	}
	list := []silent{}
	rows := [][]string{{words.T("command.head.name"), words.T("command.head.territory"), words.T("command.head.category"), words.T("command.head.email")}}
	for _, p := range people {
		if c.Delegation != "" && !slices.Contains(p.Territories, c.Delegation) {
			continue
		}
		list = append(list, silent{p.ID, p.Name, p.Email, p.Category, p.Territories})
		rows = append(rows, []string{p.Name, words.List(report.Territories(snap, p.Territories)), report.Category(snap, p.Category), p.Email})
	}
	return writeAs(env, c.Format, list, rows)
}
