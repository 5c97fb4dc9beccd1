package events

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ruled is an event of a territory's calendar with what the rules say of it.
type ruled struct {
	object Object
	facts  Facts
	mark   Mark
}

// rule lets the rules of a territory's calendar speak in its events after a change: a rule never refuses by status,
// it says in the title and first lines what has to be settled. It gives the names of the objects that it rewrote.
func (s *Service) rule(tx Tx, in StoredCollection) (map[string]bool, error) {
	territory, ours := strings.CutPrefix(in.Home, TerritoryHome(""))
	if !ours {
		return nil, nil
	}
	objects, err := tx.Objects(in.Home, in.Name, ObjectQuery{Component: "VEVENT"})
	if err != nil {
		return nil, err
	}
	all := make([]*ruled, 0, len(objects))
	for _, o := range objects {
		facts, err := s.text.Facts(o.Octets)
		if err != nil {
			return nil, err
		}
		all = append(all, &ruled{object: o, facts: facts})
	}
	slices.SortFunc(all, func(a, b *ruled) int { return cmp.Compare(a.object.Created, b.object.Created) })
	snap := s.Programme()
	if in.Name == AgendaName {
		snap.ruleAgenda(all)
	} else {
		approved, err := approvals(tx, territory)
		if err != nil {
			return nil, err
		}
		snap.ruleLedger(all, approved)
	}
	return s.rewrite(tx, in, all)
}

// rewrite stores the events whose marks changed them.
func (s *Service) rewrite(tx Tx, in StoredCollection, all []*ruled) (map[string]bool, error) {
	changed := map[string]bool{}
	for _, r := range all {
		octets, err := s.text.Mark(r.object.Octets, r.mark)
		if err != nil {
			return nil, err
		}
		if string(octets) == string(r.object.Octets) {
			continue
		}
		n, err := tx.NextChange(in.Home)
		if err != nil {
			return nil, err
		}
		o := r.object
		o.Octets, o.ETag, o.Change, o.Modified = octets, etagOf(octets), n, s.now()
		if err := tx.SetObject(o); err != nil {
			return nil, err
		}
		changed[o.Name] = true
	}
	return changed, nil
}

// ApprovalPrefix stands before the title of what an organiser or the pilot has to settle.
const ApprovalPrefix = "À valider · "

// The sentences of the rules.
const (
	lateDialogue  = "À valider : la journée de dialogue se tient au plus tard le %s, ou prépare un évènement plus tardif de cet agenda, que son titre nomme."
	noPreparation = "Il manque : un temps de préparation avec le pilote, avant la journée (un évènement « Préparation de la journée de dialogue »)."
	overBudget    = "À valider : ce jour dépasse les %d jours effectifs sur le territoire ; l'organisation le confirme avec une raison. Il n'est pas compté."
	granted       = "Confirmé par l'organisation : "
	balance       = "Solde : %s jour(s) effectif(s) sur %d, soit %s jour(s) d'expert sur %d."
)

// ruleLetters are the letters of all sentences but the one that begins an organiser's reason: its words are a person's.
var ruleLetters = func() map[string]bool {
	verbs := strings.NewReplacer("%s", "", "%d", "")
	all := map[string]bool{}
	for _, sentence := range []string{lateDialogue, noPreparation, overBudget, balance} {
		all[Letters(verbs.Replace(sentence))] = true
	}
	return all
}()

// IsRuleLine tells whether a rule wrote a line, whatever a client made of its case, spaces, dashes and numbers.
func IsRuleLine(line string) bool { return ruleLetters[Letters(line)] }

// Letters are the letters of a text in lower case without accents: by them a text is known again that a client
// rewrote.
func Letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, plainLetters.Replace(text))
}

// projectSheet is the "fiche projet-événement" that a new event of the local economy starts from.
const projectSheet = `Fiche projet-événement
Projet ou évènement :
Porteur et partenaires :
Acteurs de l'économie locale et de l'ESS concernés :
Dates et étapes de préparation :
Ce que la journée de dialogue pourrait y apporter :`

func isDialogue(f *Facts) bool {
	return strings.Contains(strings.ToLower(f.Title), "dialogue") || slices.ContainsFunc(f.Category, func(c string) bool {
		return strings.EqualFold(c, "dialogue")
	})
}

func isPreparation(f *Facts) bool {
	return strings.Contains(Letters(f.Title), "preparation")
}

// ruleAgenda says of the dialogue day what it lacks: it is held by the programme's date, or prepares a later event of
// the same agenda, which it names; and a time of preparation comes before it.
func (s *Snapshot) ruleAgenda(all []*ruled) {
	for _, r := range all {
		f := &r.facts
		switch {
		case f.Cancelled:
		case !isDialogue(f):
			r.mark.Fill = projectSheet
		case isPreparation(f):
		default:
			s.ruleDialogue(r, all)
		}
	}
}

func (s *Snapshot) ruleDialogue(r *ruled, all []*ruled) {
	start, _ := r.facts.When.Span(s.Loc)
	limit := s.Dialogue.Before
	prepared, tied := false, false
	for _, o := range all {
		other, _ := o.facts.When.Span(s.Loc)
		switch {
		case o == r || o.facts.Cancelled:
		case isDialogue(&o.facts) && isPreparation(&o.facts) && other.Before(start):
			prepared = true
		case other.After(start) && (slices.Contains(r.facts.Related, o.facts.UID) || names(r.facts.Title, o.facts.Title)):
			tied = true
		}
	}
	if !limit.IsZero() && !start.Before(limit.Add(1).In(s.Loc)) && !tied {
		r.mark.Prefix = ApprovalPrefix
		r.mark.Lines = append(r.mark.Lines, fmt.Sprintf(lateDialogue, frenchDay(limit)))
	}
	if !prepared {
		r.mark.Lines = append(r.mark.Lines, noPreparation)
	}
}

// names tells whether a title names another event.
func names(title, other string) bool {
	return Letters(other) != "" && strings.Contains(Letters(title), Letters(other))
}

func frenchDay(d Day) string { return fmt.Sprintf("%d/%02d/%d", d.Day, int(d.Month), d.Year) }

// halfDays measures an expert day: up to five hours are a half.
func (s *Snapshot) halfDays(w When) int {
	start, end := w.Span(s.Loc)
	if w.AllDay {
		return 2 * max(1, int(DayOf(w.End).In(time.UTC).Sub(DayOf(w.Start).In(time.UTC))/(24*time.Hour)))
	}
	halves := 0
	for day := DayOf(start.In(s.Loc)); day.In(s.Loc).Before(end); day = day.Add(1) {
		from, to := latest(start, day.In(s.Loc)), day.Add(1).In(s.Loc)
		if end.Before(to) {
			to = end
		}
		if to.Sub(from) > 5*time.Hour {
			halves += 2
		} else {
			halves++
		}
	}
	return max(1, halves)
}

// Approval is an organiser's word on what a rule held back.
type Approval struct {
	UID, By, Reason string
	At              time.Time
}

func approvalsKey(territory string) string { return "approvals:" + territory }

func approvals(tx Tx, territory string) (list []Approval, err error) {
	text, err := tx.Setting(approvalsKey(territory))
	if err != nil || text == "" {
		return nil, err
	}
	return list, json.Unmarshal([]byte(text), &list)
}

// ruleLedger counts expert days in the order in which they were entered. A day on site takes one more of preparation
// and follow-up; what goes over the budget is held for an organiser's approval, and not counted.
func (s *Snapshot) ruleLedger(all []*ruled, approved []Approval) Ledger {
	l := Ledger{Days: s.Budget.Days, OnSite: s.Budget.OnSite}
	for _, r := range all {
		e := LedgerEntry{UID: r.facts.UID, Title: r.facts.Title, When: r.facts.When, HalfDays: s.halfDays(r.facts.When), Cancelled: r.facts.Cancelled}
		i := slices.IndexFunc(approved, func(a Approval) bool { return a.UID == e.UID })
		if i >= 0 {
			e.Approved = &approved[i]
		}
		over := l.UsedHalfDays+e.HalfDays > 2*l.OnSite
		e.Counted = !e.Cancelled && (!over || i >= 0)
		e.Held = !e.Cancelled && !e.Counted
		if e.Counted {
			l.UsedHalfDays += e.HalfDays
		}
		l.Entries = append(l.Entries, e)
	}
	for i, r := range all {
		e := l.Entries[i]
		r.mark = Mark{Lines: []string{l.String()}}
		if e.Held {
			r.mark.Prefix, r.mark.Tentative = ApprovalPrefix, true
			r.mark.Lines = append([]string{fmt.Sprintf(overBudget, l.OnSite)}, r.mark.Lines...)
		}
		if e.Approved != nil {
			r.mark.Lines = append([]string{granted + e.Approved.Reason}, r.mark.Lines...)
		}
	}
	return l
}

// Ledger is the balance of a territory's expert days. Each effective day on site takes a second one of preparation
// and follow-up.
type Ledger struct {
	Territory    string
	Days, OnSite int // the budget, in days
	UsedHalfDays int // effective, on site
	Entries      []LedgerEntry
}

// LedgerEntry is an expert day.
type LedgerEntry struct {
	UID, Title string
	When       When
	HalfDays   int
	Counted    bool
	Held       bool // waits for an organiser
	Cancelled  bool
	Approved   *Approval
}

// String is the balance in words: halves count.
func (l Ledger) String() string {
	return fmt.Sprintf(balance, halves(l.UsedHalfDays), l.OnSite, halves(2*l.UsedHalfDays), l.Days)
}

func halves(n int) string {
	if n%2 == 0 {
		return strconv.Itoa(n / 2)
	}
	return strconv.Itoa(n/2) + ",5"
}

// Ledgers gives the balance of a territory's expert days, or of all ("").
func (s *Service) Ledgers(ctx context.Context, territory string) ([]Ledger, error) {
	snap := s.Programme()
	if territory != "" && snap.Territory(territory) == nil {
		return nil, invalid("delegation", "%q is not a territory of the programme", territory)
	}
	var all []Ledger
	err := s.store.View(ctx, func(tx Tx) error {
		all = nil
		for _, t := range snap.Territories {
			if territory != "" && t.ID != territory {
				continue
			}
			l, err := s.ledger(tx, snap, t.ID)
			if err != nil {
				return err
			}
			all = append(all, l)
		}
		return nil
	})
	return all, err
}

func (s *Service) ledger(tx Tx, snap *Snapshot, territory string) (Ledger, error) {
	objects, err := tx.Objects(TerritoryHome(territory), AccompagnementName, ObjectQuery{Component: "VEVENT"})
	if err != nil {
		return Ledger{}, err
	}
	slices.SortFunc(objects, func(a, b Object) int { return cmp.Compare(a.Created, b.Created) })
	var all []*ruled
	for _, o := range objects {
		facts, err := s.text.Facts(o.Octets)
		if err != nil {
			return Ledger{}, err
		}
		all = append(all, &ruled{object: o, facts: facts})
	}
	approved, err := approvals(tx, territory)
	if err != nil {
		return Ledger{}, err
	}
	l := snap.ruleLedger(all, approved)
	l.Territory = territory
	return l, nil
}

// ApproveDay confirms an expert day that goes over the budget. Only an organiser may, and says why.
func (s *Service) ApproveDay(ctx context.Context, by *Person, territory, uid, reason string) error {
	switch {
	case by.Role != Organiser:
		return ErrForbidden
	case strings.TrimSpace(reason) == "":
		return invalid("reason", "say why this day is granted")
	case s.Programme().Territory(territory) == nil:
		return invalid("delegation", "%q is not a territory of the programme", territory)
	}
	return s.store.Update(ctx, func(tx Tx) error {
		in, err := tx.Collection(TerritoryHome(territory), AccompagnementName)
		if err != nil {
			return err
		}
		found, err := tx.Objects(in.Home, in.Name, ObjectQuery{UID: uid, NoOctets: true})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return invalid("uid", "%q is no expert day of this territory", uid)
		}
		list, err := approvals(tx, territory)
		if err != nil {
			return err
		}
		list = append(list, Approval{UID: uid, By: by.ID, Reason: reason, At: s.now()})
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		if err := tx.SetSetting(approvalsKey(territory), string(text)); err != nil {
			return err
		}
		_, err = s.rule(tx, in)
		return err
	})
}
