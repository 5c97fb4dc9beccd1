package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parcours/house"
	"parcours/report"
	"parcours/scheduling"
)

// letterRows are the letters about people's own events as mail list shows them: to whom, of whom, and nothing of the event, which is its
// people's. The last ones are shown.
func letterRows(env *environment, s *house.House, state scheduling.LetterState, limit int) (rows [][]string, err error) {
	all, err := s.Correspondence.Letters(env, scheduling.LetterQuery{State: state})
	if err != nil {
		return nil, err
	}
	all = all[max(0, len(all)-max(limit, 0)):]
	slices.SortStableFunc(all, func(a, b scheduling.Letter) int { return a.Next.Compare(b.Next) })
	for _, l := range all {
		to, about := letterEnds(s, l)
		at := l.Next
		if l.State == scheduling.LetterSent || l.State == scheduling.LetterBounced {
			at = l.Sent
		}
		rows = append(rows, []string{letterName(l), string(l.State), "event-" + string(l.Kind), to, about, strconv.Itoa(l.Attempts), moment(s, at), report.OneLine(l.Error)})
	}
	return rows, nil
}

// letterEnds are the address that a letter goes to, and that of whose event it is.
func letterEnds(s *house.House, l scheduling.Letter) (to, about string) {
	if l.Kind.Leaves() {
		return report.OneLine(l.Address), addressOf(s, l.Person)
	}
	return addressOf(s, l.Person), ""
}

// letterName is by what the commands call a letter: the token of its address is the same for all that are said to one address about one
// event, and lets answer in its name.
func letterName(l scheduling.Letter) string { return fmt.Sprintf("event-%d", l.Number) }

// letterCalled finds a letter by its name, nil for another word.
func letterCalled(env *environment, s *house.House, name string) (*scheduling.Letter, error) {
	number, ours := strings.CutPrefix(name, "event-")
	n, err := strconv.ParseInt(number, 10, 64)
	if !ours || err != nil || n <= 0 {
		return nil, nil
	}
	all, err := s.Correspondence.Letters(env, scheduling.LetterQuery{Number: n})
	if err == nil && len(all) == 0 {
		err = noMail(name)
	}
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// showLetter says what happened to a letter, and not what it says.
func showLetter(env *environment, s *house.House, l *scheduling.Letter, err error) error {
	if err != nil {
		return err
	}
	to, about := letterEnds(s, *l)
	fmt.Fprintf(env.out, "State: %s\nKind: event-%s\nAttempts: %d\nQueued: %s\n", l.State, l.Kind, l.Attempts, moment(s, l.Created))
	if !l.Sent.IsZero() {
		fmt.Fprintf(env.out, "Sent: %s\n", moment(s, l.Sent))
	}
	if l.Error != "" {
		fmt.Fprintf(env.out, "Error: %s\n", report.OneLine(l.Error))
	}
	if about != "" {
		fmt.Fprintf(env.out, "Of: %s\n", about)
	}
	_, err = fmt.Fprintf(env.out, "To: %s\n\nIt is about somebody's own event: what it says is its people's.\n", to)
	return err
}
