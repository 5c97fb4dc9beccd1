package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/events"
)

type answersCommand struct {
	dataFlag
	Delegation string `placeholder:"T" help:"Id of a territory: its table, dates x categories. Without it: sessions x categories of all."`
	Each       bool   `help:"Sessions x categories x territories: a line for each delegation that a session asks."`
	Format     string `enum:"text,csv,json" default:"text" help:"text, csv or json."`
	History    bool   `help:"Every answer ever given, oldest first: who, for whom, what, when, by which door."`
}

func (c *answersCommand) Help() string {
	return `A cell shows what a referent said for the delegation, then what the members said for themselves:
"oui · 2 oui, 1 non, 4 sans réponse". No answer is not a no.`
}

func (c *answersCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *events.Service) error {
		if c.History {
			return c.history(env, s)
		}
		if c.Each {
			return c.each(env, s)
		}
		r, err := s.Recap(env, c.Delegation)
		if err != nil {
			return err
		}
		return writeAs(env, c.Format, r, recapTable(r, s.Programme()))
	})
}

// each shows the tables of all delegations as one: under a session, what each of them says.
func (c *answersCommand) each(env *environment, s *events.Service) error {
	snap := s.Programme()
	var tables []events.Recap
	for _, t := range snap.Territories {
		if c.Delegation != "" && t.ID != c.Delegation {
			continue
		}
		r, err := s.Recap(env, t.ID)
		if err != nil {
			return err
		}
		tables = append(tables, r)
	}
	if len(tables) == 0 {
		return fmt.Errorf("%q is not a territory of the programme", c.Delegation)
	}
	return writeAs(env, c.Format, tables, eachTable(tables, snap))
}

// eachTable lays several delegations' tables out session by session, in the order of the programme.
func eachTable(tables []events.Recap, snap *events.Snapshot) [][]string {
	type place struct{ session, territory string }
	lines := map[place][]string{}
	var sessions []string
	var head []string
	for _, r := range tables {
		rows := recapTable(r, snap)
		head = slices.Insert(rows[0], 2, "Territoire")
		for i, row := range r.Rows {
			if !slices.Contains(sessions, row.ID) {
				sessions = append(sessions, row.ID)
			}
			lines[place{row.ID, r.Territory}] = slices.Insert(rows[i+1], 2, snap.Territory(r.Territory).Name)
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
	slices.SortStableFunc(sessions, func(a, b string) int { return cmp.Compare(order[a], order[b]) })
	all := [][]string{head}
	for _, session := range sessions {
		for _, r := range tables {
			if line := lines[place{session, r.Territory}]; line != nil {
				all = append(all, line)
			}
		}
	}
	return all
}

// recapTable lays the recap out as the note does: a session a line, a category a column.
func recapTable(r events.Recap, snap *events.Snapshot) [][]string {
	head := []string{"Date", "Session"}
	for _, c := range r.Categories {
		head = append(head, c.Label)
	}
	rows := [][]string{head}
	for _, row := range r.Rows {
		line := []string{dateOf(row.When, snap.Loc), row.Title}
		for _, cell := range row.Cells {
			line = append(line, cellText(cell, r.Territory))
		}
		rows = append(rows, line)
	}
	return rows
}

func dateOf(w events.When, loc *time.Location) string {
	if w.AllDay {
		return w.Start.Format("2006-01-02")
	}
	return w.Start.In(loc).Format("2006-01-02 15:04")
}

// partstatWords are the answers in the words of the note's table.
var partstatWords = map[events.Partstat]string{
	events.Accepted: "oui", events.Tentative: "peut-être", events.Declined: "non",
	events.NotApplicable: "sans objet", events.NeedsAction: "retiré",
}

func cellText(c events.RecapCell, territory string) string {
	if c.Session == "" {
		return "–"
	}
	var parts []string
	if territory != "" && len(c.ForUs) == 1 {
		parts = append(parts, partstatWords[c.ForUs[0].Status]+lateMark(c.ForUs[0].Late))
	} else if territory == "" && len(c.ForUs) > 0 {
		counts := map[events.Partstat]int{}
		for _, s := range c.ForUs {
			counts[s.Status]++
		}
		var words []string
		for _, p := range []events.Partstat{events.Accepted, events.Tentative, events.Declined, events.NotApplicable} {
			if counts[p] > 0 {
				words = append(words, strconv.Itoa(counts[p])+" "+partstatWords[p])
			}
		}
		parts = append(parts, "délégations : "+strings.Join(words, ", "))
	}
	if t := tallyText(c.Members); t != "" {
		parts = append(parts, t)
	}
	return strings.Join(parts, " · ")
}

func lateMark(late bool) string {
	if late {
		return " (en retard)"
	}
	return ""
}

func tallyText(t events.Tally) string {
	var words []string
	for _, n := range []struct {
		count int
		word  string
	}{{t.Accepted, "oui"}, {t.Tentative, "peut-être"}, {t.Declined, "non"}, {t.Deleted, "supprimé"}, {t.Blank, "sans réponse"}} {
		if n.count > 0 {
			words = append(words, strconv.Itoa(n.count)+" "+n.word)
		}
	}
	if t.Late > 0 {
		words = append(words, fmt.Sprintf("dont %d en retard", t.Late))
	}
	return strings.Join(words, ", ")
}

// said is an answer as the history shows it.
type said struct {
	At       time.Time `json:"at"`
	Session  string    `json:"session"`
	Title    string    `json:"title"`
	For      string    `json:"for"` // person id, or "territory" or "territory/category"
	By       string    `json:"by"`
	Status   string    `json:"status"`
	Comment  string    `json:"comment"`
	Door     string    `json:"door"`
	Sequence int       `json:"sequence"`
	Late     bool      `json:"late"`
	Counts   bool      `json:"counts"` // false once the time has moved since, or it was withdrawn
}

func (c *answersCommand) history(env *environment, s *events.Service) error {
	all, err := s.History(env, c.Delegation)
	if err != nil {
		return err
	}
	snap := s.Programme()
	list := make([]said, 0, len(all))
	for _, a := range all {
		list = append(list, saidOf(a, snap))
	}
	if c.Format == "json" {
		return writeJSON(env.out, list)
	}
	rows := [][]string{{"When", "Session", "For", "By", "Answer", "Comment", "Door", "Revision", "Late", "Counts"}}
	for _, a := range list {
		rows = append(rows, []string{a.At.In(snap.Loc).Format("2006-01-02 15:04:05"), a.Session, a.For, a.By, a.Status, a.Comment, a.Door,
			strconv.Itoa(a.Sequence), strconv.FormatBool(a.Late), strconv.FormatBool(a.Counts)})
	}
	if c.Format == "csv" {
		return csv.NewWriter(env.out).WriteAll(rows)
	}
	return writeTable(env, rows)
}

func saidOf(a events.Answer, snap *events.Snapshot) said {
	f := a.For.Person
	if f == "" {
		f = strings.TrimSuffix(a.For.Territory+"/"+a.For.Category, "/")
	}
	title := ""
	if x := snap.Session(a.Session); x != nil {
		title = x.Title
	}
	return said{a.At, a.Session, title, f, a.By, string(a.Status), a.Comment, string(a.Door), a.Sequence, a.Late, snap.Counts(a)}
}
