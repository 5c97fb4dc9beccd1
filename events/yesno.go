package events

import (
	"slices"
	"strings"
	"unicode"
)

// A decision that asks for a yes or no about sessions has one answer behind two doors: the delegation's answer to those
// sessions. A plain yes or no in the words, or the mark of the task, is written there; what the words say beside an
// answer that was given later is a contradiction, and is shown as one.

// yesNo are the sessions to which a yes or no is the delegation's answer.
func (s *Snapshot) yesNo(d *Decision, territory string) []*Session {
	if !d.has(FormYesNo) {
		return nil
	}
	return slices.DeleteFunc(s.about(d), func(x *Session) bool { return !x.Listed() || !x.Live() || !x.AsksDelegation(territory) })
}

// yesOrNo is what the first word of an answer says plainly, "" where it says neither.
func yesOrNo(text string) Partstat {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	switch {
	case len(words) == 0:
		return ""
	case words[0] == "non" || words[0] == "no":
		return Declined
	case words[0] == "oui" || words[0] == "yes" || words[0] == "ok":
		return Accepted
	}
	return ""
}

// contradicts tells whether words say plainly the opposite of an answer.
func contradicts(text string, said Partstat) bool {
	plain := yesOrNo(text)
	return plain == Accepted && said == Declined || plain == Declined && said == Accepted
}

// meant is the answer to the sessions that a new revision means, "" where it means none. The mark alone is a yes, and
// its removal takes back what stands; beside words that say neither it means nothing.
func (r *DecisionResponse) meant(d *Decision, before, next DecisionAnswer) Partstat {
	plain := yesOrNo(next.Text)
	switch {
	case r.Text != nil && next.Text != before.Text && plain != "":
		return plain
	case r.Text != nil && next.Text == "" && yesOrNo(before.Text) != "":
		return NeedsAction // the yes or no was deleted
	case r.Done == nil || d.derives():
		return ""
	case !*r.Done:
		return NeedsAction
	case next.Text == "":
		return Accepted
	}
	return plain
}

// answerSessions gives the delegation's answer to the sessions of a yes or no. The mark answers what is blank, and leaves
// what was said of a session in its calendar.
func (s *Service) answerSessions(tx Tx, d *Decision, r DecisionResponse, before, next DecisionAnswer) error {
	status := r.meant(d, before, next)
	if status == "" {
		return nil
	}
	plain := r.Text != nil && next.Text != before.Text
	for _, x := range s.Programme().yesNo(d, r.Territory) {
		last, err := LastAnswer(tx, x.SubjectOf(r.Territory), x, 0)
		if err != nil {
			return err
		}
		stands := NeedsAction
		if last != nil && last.CountsFor(x) {
			stands = last.Status
		}
		if stands == status || stands != NeedsAction && status == Accepted && !plain {
			continue
		}
		if _, err := s.RespondIn(tx, Response{Session: x.ID, For: x.SubjectOf(r.Territory), By: r.By, Status: status, Door: r.Door, Sequence: -1}); err != nil {
			return err
		}
	}
	return nil
}

// contradicted tells whether the words say the opposite of an answer.
func (st *DecisionState) contradicted() bool {
	return slices.ContainsFunc(st.Cells, func(c DecisionCell) bool { return c.Against })
}
