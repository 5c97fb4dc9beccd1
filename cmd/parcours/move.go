package main

import (
	"fmt"
	"strings"
	"time"

	"parcours/events"
	"parcours/house"
	"parcours/messages"
	"parcours/report"
	"parcours/splits"
)

type moveCommand struct {
	dataFlag
	langFlag
	byFlag
	Session string `arg:"" help:"Id of the session or room; with --group that of the split session, or of one of its rooms."`
	Start   string `required:"" placeholder:"TIME" help:"Local time of the programme, 2022-03-11T09:00; or a day, 2022-03-11, and the hours stay."`
	End     string `placeholder:"TIME" help:"Local time, 2022-03-11T12:00; without it the session stays as long as it was."`
	Group   bool   `help:"Move all rooms of a split session; those with hours of their own stay as far from the others as they are."`
	Why     string `help:"What people are told as the reason."`
}

func (c *moveCommand) Help() string {
	return "People are told after some minutes, once; moved back meanwhile, nobody is. Their answers are asked again."
}

func (c *moveCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		snap, words := s.Programme(), c.words(s)
		who, err := c.organiser(snap)
		if err != nil {
			return err
		}
		sessions, err := c.sessions(snap)
		if err != nil {
			return err
		}
		first := sessions[0]
		if x := snap.Session(c.Session); x != nil {
			first = x
		}
		to, err := c.target(first.When, snap.Loc)
		if err != nil {
			return err
		}
		var ids []string
		for _, x := range sessions {
			ids = append(ids, x.ID)
		}
		err = s.Replan(env, who, ids, func(p *events.Plan, _ *[]events.Audience) {
			p.Why = c.Why
			p.When = splits.Beside(p.When, first.When, to, snap.Loc)
		})
		if err != nil {
			return err
		}
		return c.tell(env, words, snap, s.Programme(), sessions)
	})
}

// sessions are those that move.
func (c *moveCommand) sessions(snap *events.Snapshot) ([]*events.Session, error) {
	rooms := splits.Rooms(snap, c.Session)
	if !c.Group {
		x, err := roomCalled(snap, c.Session, func(*events.Session) bool { return false })
		if err != nil && len(rooms) > 0 {
			return nil, fmt.Errorf("%w; --group moves them all", err)
		}
		if err == nil && !x.Live() {
			err = fmt.Errorf("%s is cancelled", x.ID)
		}
		return []*events.Session{x}, err
	}
	if len(rooms) == 0 {
		return nil, fmt.Errorf("--group: %s has no rooms", c.Session)
	}
	return rooms, nil
}

// target is when the session that is named begins and ends from now on.
func (c *moveCommand) target(now events.When, loc *time.Location) (events.When, error) {
	if day, err := events.ParseDay(c.Start); err == nil && c.End == "" {
		from := events.DayOf(now.Start.In(loc))
		if now.AllDay {
			from = events.DayOf(now.Start)
		}
		return splits.Moved(now, from.In(loc), day.In(loc), loc), nil
	}
	start, err := localTime(c.Start, loc)
	if err != nil {
		return now, err
	}
	if c.End == "" && now.AllDay {
		return now, fmt.Errorf("--end: it had no hours; say until when it goes")
	}
	if c.End == "" {
		return splits.Moved(now, now.Start, start, loc), nil
	}
	end, err := localTime(c.End, loc)
	return events.When{Start: start, End: end}, err
}

// tell says what moved, and which rooms of the same session did not.
func (c *moveCommand) tell(env *environment, words *messages.Printer, before, after *events.Snapshot, moved []*events.Session) error {
	for _, x := range moved {
		was, is := before.Session(x.ID).When, after.Session(x.ID).When
		fmt.Fprintf(env.out, "%s: %s → %s\n", x.ID, report.Date(was, after.Loc), report.Date(is, after.Loc))
	}
	var stay []string
	for _, x := range splits.Rooms(after, c.Session) {
		if !c.Group && x.ID != c.Session {
			stay = append(stay, x.ID+" "+report.Date(x.When, after.Loc))
		}
	}
	if len(stay) == 0 {
		return nil
	}
	_, err := fmt.Fprintln(env.out, words.T("command.rooms_stay", "Rooms", strings.Join(stay, ", ")))
	return err
}
