package calendars

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parcours/events"
)

const decisionsSuffix = ".arbitrages"

// organisersDecisions is the collection of all delegations' decisions: of the organisers, and of whoever receives
// the answers to one.
const organisersDecisions = "programme" + decisionsSuffix

// receives tells whether a person receives the answers to some decision.
func receives(s *events.Snapshot, p *events.Person) bool {
	return slices.ContainsFunc(s.Decisions, func(d events.Decision) bool { return d.To == p.ID })
}

// tasks gives the items of a collection of decisions, by number.
func (s *Service) taskItems(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, q ItemQuery) ([]Item, error) {
	if q.Component != "" && q.Component != "VTODO" {
		return nil, nil
	}
	byNumber := map[int][]events.DecisionState{}
	for i := range snap.Territories {
		if t := &snap.Territories[i]; c.Territory == "" || c.Territory == t.ID {
			states, err := events.DecisionStatesIn(tx, snap, t)
			if err != nil {
				return nil, err
			}
			for _, st := range states {
				byNumber[st.Decision.Number] = append(byNumber[st.Decision.Number], st)
			}
		}
	}
	var items []Item
	for i := range snap.Decisions {
		d := &snap.Decisions[i]
		if c.Territory == "" && viewer.Role != events.Organiser && d.To != viewer.ID {
			continue
		}
		it := s.taskItem(snap, viewer, c, d, byNumber[d.Number])
		if (q.Names == nil || slices.Contains(q.Names, it.Name)) && (q.UID == "" || q.UID == it.UID) {
			items = append(items, it)
		}
	}
	return items, nil
}

func (s *Service) taskItem(snap *events.Snapshot, viewer *events.Person, c *Collection, d *events.Decision, states []events.DecisionState) Item {
	t := &events.Task{
		Decision: d, Programme: snap, Reader: viewer, Modified: snap.Modified, Due: snap.DueOf(d), URL: "/",
		UID: snap.UIDOf(fmt.Sprintf("arbitrage-%d", d.Number)), Name: fmt.Sprintf("arbitrage-%d.ics", d.Number),
	}
	if c.Territory != "" {
		t.Territory, t.State = snap.Territory(c.Territory), &states[0]
		t.UID = snap.DecisionUID(d.Number, c.Territory)
	} else {
		t.States = states
	}
	h := fnv.New64a()
	for i := range states {
		st := &states[i]
		t.Modified = events.Latest(t.Modified, st.Changed)
		fmt.Fprintf(h, "%s %d %d %v %v %s;", st.Territory.ID, st.Change, st.Programme, st.Done, st.TooEarly, st.Due)
	}
	etag := snap.EpochOf(viewer) + "-" + strconv.FormatUint(h.Sum64(), 36)
	if t.State != nil {
		t.Served = servedState{t.State.Said, t.State.Done, strconv.FormatUint(h.Sum64(), 36)}.String()
	}
	return Item{Name: t.Name, UID: t.UID, Component: "VTODO", ETag: etag, Modified: t.Modified, Task: t}
}

// taskToken is the token of a collection of decisions. It names every item with its ETag, since there are few.
func (s *Service) taskToken(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (string, error) {
	items, err := s.taskItems(tx, snap, viewer, c, ItemQuery{})
	return itemListing(items).token(itemsTokenStart), err
}

const itemsTokenStart = "data:,items"

func itemListing(items []Item) listing {
	l := listing{}
	for i := range items {
		l[items[i].Name] = items[i].ETag
	}
	return l
}

// taskChanges compares the items with those that a token names.
func (s *Service) taskChanges(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, since string, limit int) (Changes, error) {
	items, err := s.taskItems(tx, snap, viewer, c, ItemQuery{})
	if err != nil {
		return Changes{}, err
	}
	known, err := parseListing(itemsTokenStart, since)
	if err != nil {
		return Changes{}, err
	}
	changed, gone, more := known.catchUp(itemListing(items), limit)
	out := Changes{Gone: gone, Token: known.token(itemsTokenStart), More: more}
	for _, it := range items {
		if slices.Contains(changed, it.Name) {
			out.Changed = append(out.Changed, it)
		}
	}
	return out, nil
}

// putTask takes what a referent's client says of a decision: the answer below its line in the description, and
// whether it is done. known is false for a name that no decision has.
func (s *Service) putTask(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte) (known bool, err error) {
	items, err := s.taskItems(tx, snap, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil || len(items) == 0 {
		return false, err
	}
	it := items[0]
	if err := pre.check(it.ETag, ""); err != nil {
		return true, err
	}
	if !c.Rights.Answer {
		return true, events.ErrForbidden
	}
	todo, err := s.text.Todo(octets)
	if err != nil {
		return true, err
	}
	if todo.UID != it.UID {
		return true, &events.UIDConflict{Collection: c.Name, Name: it.Name}
	}
	r, err := s.readTask(tx, it.Task, todo)
	if err != nil {
		return true, err
	}
	r.Territory, r.By, r.Door = c.Territory, viewer.ID, events.DoorCalDAV
	return true, s.events.AnswerDecisionIn(tx, r)
}

// readTask gives what a client says of a decision: the difference from what it was served, so that the echo of an older
// state changes nothing. A client that lost the mark of what it was served had the task as it is now.
func (s *Service) readTask(tx Tx, t *events.Task, todo Todo) (events.DecisionResponse, error) {
	r := events.DecisionResponse{Decision: t.Decision.Number}
	had, marked := parseServed(todo.Served)
	if !marked {
		had, _ = parseServed(t.Served)
	}
	answer, ok := "", false
	switch {
	case todo.HasDescription:
		answer, ok = readAnswer(todo.Description, s.text.TaskDescription(*t))
		if now, _ := parseServed(t.Served); had.sum != now.sum {
			if _, below, found := cutAnswer(todo.Description); found { // what stands above was served, in older words
				answer, ok = below, true
			}
		}
	case todo.Comment != "":
		answer, ok = todo.Comment, true
	}
	if ok {
		revisions, err := tx.DecisionAnswers(t.Territory.ID, t.Decision.Number)
		if err != nil {
			return r, err
		}
		was := ""
		for _, a := range revisions {
			if a.Number == had.said && !a.Reply {
				was = a.Text
			}
		}
		if !slices.Equal(strings.Fields(answer), strings.Fields(was)) {
			r.Text = &answer
		}
	}
	if todo.Done != had.done {
		r.Done = &todo.Done
	}
	return r, nil
}

// servedState is what a client was served of a decision's task: the revision of the answer, whether it was done, and a
// sum of all that its text says.
type servedState struct {
	said int64
	done bool
	sum  string
}

func (v servedState) String() string { return fmt.Sprintf("%d.%t.%s", v.said, v.done, v.sum) }

func parseServed(text string) (v servedState, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return v, false
	}
	said, err := strconv.ParseInt(parts[0], 10, 64)
	done, wrong := strconv.ParseBool(parts[1])
	return servedState{said, done, parts[2]}, err == nil && wrong == nil
}

// AnswerLine stands above the answer in a task's description, in the programme's two languages.
var AnswerLine = map[string]string{"fr": "— Réponse —", "en": "— Answer —"}

// isAnswerLine finds the line by its letters: clients change dashes, case and accents.
func isAnswerLine(line string) bool {
	wrote := events.Letters(line)
	return wrote == "reponse" || wrote == "answer"
}

// answerMark finds the line where a client lost the line breaks around it.
var answerMark = regexp.MustCompile(`(?i)[-‒–—―]+\s*(?:r(?:é|e\x{0301}?)ponse|answer)\s*[-‒–—―]+`)

// readAnswer gives the answer in a description that came back from a client: what stands below the line, or, where
// the line is gone or nothing is below, what was not served above it. ok is false where nothing was changed.
func readAnswer(got, served string) (answer string, ok bool) {
	if sameWords(got, served) && got != "" {
		return "", false
	}
	question, _, _ := cutAnswer(served)
	above, below, found := cutAnswer(got)
	if below != "" || found && sameWords(above, question) {
		return below, true
	}
	known := map[string]bool{}
	for line := range strings.SplitSeq(question, "\n") {
		known[strings.Join(strings.Fields(line), " ")] = true
	}
	own := slices.DeleteFunc(strings.Split(above, "\n"), func(line string) bool { return known[strings.Join(strings.Fields(line), " ")] })
	return strings.TrimSpace(strings.Join(own, "\n")), true
}

// cutAnswer cuts a description at the line above the answer.
func cutAnswer(description string) (above, below string, found bool) {
	lines := strings.Split(strings.ReplaceAll(description, "\r\n", "\n"), "\n")
	i := slices.IndexFunc(lines, isAnswerLine)
	if i < 0 {
		if at := answerMark.FindStringIndex(description); at != nil {
			return strings.TrimSpace(description[:at[0]]), strings.TrimSpace(description[at[1]:]), true
		}
		return strings.Join(lines, "\n"), "", false
	}
	return strings.Join(lines[:i], "\n"), strings.TrimSpace(strings.Join(lines[i+1:], "\n")), true
}

// decisionsCollection resolves {territory}.arbitrages and programme.arbitrages.
func (s *Service) decisionsCollection(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (*Collection, error) {
	c.Kind, c.Components, c.Color = KindDecisions, []string{"VTODO"}, "#B35C00"
	c.DisplayName = snap.Word(viewer, "decisions")
	c.Rights = Rights{Read: true}
	if c.Name != organisersDecisions {
		c.Territory = strings.TrimSuffix(c.Name, decisionsSuffix)
		c.DisplayName += " · " + snap.Territory(c.Territory).Name
		c.Rights.Answer = viewer.ReferentOf(c.Territory)
	}
	var err error
	c.Token, err = s.taskToken(tx, snap, viewer, c)
	return c, err
}
