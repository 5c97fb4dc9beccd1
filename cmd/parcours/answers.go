package main

import (
	"cmp"
	"slices"

	"parcours/events"
	"parcours/house"
	"parcours/messages"
	"parcours/record"
	"parcours/report"
)

type answersCommands struct {
	Show answersShow `cmd:"" default:"withargs" help:"Show who answered what: the recap table, or the history."`
	Set  answersSet  `cmd:"" help:"Enter an answer that came by telephone or on paper."`
}

type answersShow struct {
	dataFlag
	langFlag
	Delegation string `placeholder:"T" help:"Id or name of a territory: its table, dates x categories. Without it: sessions x categories of all."`
	Each       bool   `help:"Sessions x categories x territories: a line for each delegation that a session asks."`
	Format     string `enum:"text,csv,json" default:"text" help:"text, csv or json."`
	History    bool   `xor:"what" help:"Every answer ever given, oldest first: who, for whom, what, when, by which door."`
	Silent     string `xor:"what" placeholder:"SESSION" help:"Who has not answered this session, with their addresses; of --delegation only."`
}

func (c *answersShow) Help() string {
	return `A cell shows what a referent said for the delegation, then what the members said for themselves:
"oui · 2 oui, 1 non, 4 sans réponse". No answer is not a no.`
}

func (c *answersShow) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) (err error) {
		snap, words := s.Programme(), c.words(s)
		if c.Delegation, err = delegationFlag(snap, c.Delegation); err != nil {
			return err
		}
		switch {
		case c.History:
			return c.history(env, s)
		case c.Silent != "":
			return c.silent(env, s)
		case c.Each:
			return c.each(env, s)
		}
		r, err := s.Record.Recap(env, c.Delegation)
		if err != nil {
			return err
		}
		return writeAs(env, c.Format, r, recapTable(words, r, snap))
	})
}

// each shows the tables of all delegations as one: under a session, what each of them says.
func (c *answersShow) each(env *environment, s *house.House) error {
	snap := s.Programme()
	var tables []record.Recap
	for _, t := range snap.Territories {
		if c.Delegation != "" && t.ID != c.Delegation {
			continue
		}
		r, err := s.Record.Recap(env, t.ID)
		if err != nil {
			return err
		}
		tables = append(tables, r)
	}
	return writeAs(env, c.Format, tables, eachTable(c.words(s), tables, snap))
}

// eachTable lays several delegations' tables out session by session, in the order of the programme. Rooms with hours
// of their own are sessions of their own here.
func eachTable(words *messages.Printer, tables []record.Recap, snap *events.Snapshot) [][]string {
	type held struct {
		session string
		start   int64
	}
	type place struct {
		held
		territory string
	}
	lines := map[place][]string{}
	var sessions []held
	head := slices.Insert(recapHead(words, snap.Categories), 2, words.T("command.head.territory"))
	for _, r := range tables {
		rows := recapTable(words, r, snap)
		for i, row := range r.Rows {
			at := held{row.ID, row.When.Start.UnixNano()}
			if !slices.Contains(sessions, at) {
				sessions = append(sessions, at)
			}
			lines[place{at, r.Territory}] = slices.Insert(rows[i+1], 2, report.Territory(snap, r.Territory))
		}
	}
	order := map[string]int{}
	for i, x := range snap.All() {
		for _, id := range []string{x.ID, x.Group} {
			if _, seen := order[id]; !seen {
				order[id] = i
			}
		}
	}
	slices.SortStableFunc(sessions, func(a, b held) int {
		return cmp.Or(cmp.Compare(order[a.session], order[b.session]), cmp.Compare(a.start, b.start))
	})
	all := [][]string{head}
	for _, at := range sessions {
		for _, r := range tables {
			if line := lines[place{at, r.Territory}]; line != nil {
				all = append(all, line)
			}
		}
	}
	return all
}

func recapHead(words *messages.Printer, categories []events.Category) []string {
	head := []string{words.T("command.head.date"), words.T("command.head.session")}
	for _, c := range categories {
		head = append(head, c.Label)
	}
	return head
}

// recapTable lays the recap out as the note does: a session a line, a category a column.
func recapTable(words *messages.Printer, r record.Recap, snap *events.Snapshot) [][]string {
	rows := [][]string{recapHead(words, r.Categories)}
	for _, row := range r.Rows {
		title := row.Title
		if row.Status == events.Candidate || row.Status == events.Estimated {
			title = words.T("command.not_fixed", "Title", title, "Status", words.T("command.session."+string(row.Status)))
		}
		line := []string{report.Date(row.When, snap.Loc), title}
		for _, cell := range row.Cells {
			line = append(line, report.Cell(words, cell, r.Territory))
		}
		rows = append(rows, line)
	}
	return rows
}
