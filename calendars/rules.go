package calendars

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parcours/events"
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
	territory, ours := strings.CutPrefix(in.Home, events.TerritoryHome(""))
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
	snap := s.events.Programme()
	if in.Name == AgendaName {
		ruleAgenda(snap, all)
	} else {
		approved, err := approvals(tx, territory)
		if err != nil {
			return nil, err
		}
		ruleLedger(snap, all, approved)
	}
	changed, err := s.rewrite(tx, in, all)
	if err == nil && in.Name == AgendaName {
		err = s.publish(tx, in)
	}
	return changed, err
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
	recurringDay  = "À valider : entrez chaque jour d'expert par lui-même, sans répétition, pour que le solde le compte."
	balance       = "Solde : %s jour(s) effectif(s) sur %d, soit %s jour(s) d'expert sur %d."
)

// ruleLetters are the letters of all sentences but the one that begins an organiser's reason: its words are a person's.
var ruleLetters = func() map[string]bool {
	verbs := strings.NewReplacer("%s", "", "%d", "")
	all := map[string]bool{}
	for _, sentence := range []string{lateDialogue, noPreparation, overBudget, recurringDay, balance} {
		all[events.Letters(verbs.Replace(sentence))] = true
	}
	return all
}()

// IsRuleLine tells whether a rule wrote a line, whatever a client made of its case, spaces, dashes and numbers.
func IsRuleLine(line string) bool { return ruleLetters[events.Letters(line)] }

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
	return strings.Contains(events.Letters(f.Title), "preparation")
}

// ruleAgenda says of the dialogue day what it lacks: it is held by the programme's date, or prepares a later event of
// the same agenda, which it names; and a time of preparation comes before it.
func ruleAgenda(s *events.Snapshot, all []*ruled) {
	for _, r := range all {
		f := &r.facts
		switch {
		case f.Cancelled:
		case !isDialogue(f):
			r.mark.Fill = projectSheet
		case isPreparation(f):
		default:
			ruleDialogue(s, r, all)
		}
	}
}

func ruleDialogue(s *events.Snapshot, r *ruled, all []*ruled) {
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
	return events.Letters(other) != "" && strings.Contains(events.Letters(title), events.Letters(other))
}

func frenchDay(d events.Day) string { return fmt.Sprintf("%d/%02d/%d", d.Day, int(d.Month), d.Year) }
