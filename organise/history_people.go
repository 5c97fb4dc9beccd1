package organise

import (
	"strings"
	"unicode"

	"parcours/accounts"
	"parcours/events"
	"parcours/record"
	"parcours/report"
)

// folded are the letters and digits of a text, in lower case without accents: by them a word is found.
func folded(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(events.Letters(string(r)))
		}
	}
	return b.String()
}

// letters are those of all that is shown of an entry, in which a word is looked for.
func (e *entryView) letters() string {
	return folded(strings.Join([]string{e.When, e.KindWord, e.Session, e.Title, e.About, e.By, e.DoorWord, e.Before, e.After, e.Comment}, " "))
}

// aboutPerson puts into words what became of somebody, or of their access.
func (v voice) aboutPerson(e *record.Entry, view *entryView) {
	if e.Door != "" {
		view.DoorWord = v.words.T("history.through." + string(e.Door))
	}
	switch {
	case e.Kind == record.EntryErased:
		view.About, view.After = "", v.words.T("history.person.erased")
		if e.By == e.For.Person {
			view.By = v.words.T("history.themselves")
		}
	case e.Kind == record.EntryAccess:
		view.After = v.words.T("history.access." + accessOf(e.Person))
	default:
		now, was := e.Person.Now, e.Person.Was
		view.About = now.Name
		switch {
		case was == nil:
			view.After = v.words.T("history.person.added", "Facts", v.facts(&events.Person{}, now))
		case now.Removed && !was.Removed:
			view.After = v.words.T("history.person.removed")
		case was.Removed && !now.Removed:
			view.After = v.words.T("history.person.back", "Facts", v.facts(&events.Person{}, now))
		default:
			view.Before, view.After = v.facts(now, was), v.facts(was, now)
		}
	}
}

// accessOf is the key of what became of somebody's access.
func accessOf(n *events.Notice) string {
	switch {
	case n.Kind == events.NoticeSignIn:
		return "mailed"
	case n.Kind == events.NoticePage:
		return "page"
	case n.Text == accounts.Revoked:
		return "revoked"
	}
	return "shown"
}

// facts are those of a person in which they differ from how they were.
func (v voice) facts(was, now *events.Person) string {
	var said []string
	before := report.Profile(v.words, v.snap, was)
	for i, fact := range report.Profile(v.words, v.snap, now) {
		if words := fact.Words; words != before[i].Words {
			if words == "" {
				words = v.words.T("filing.nothing")
			}
			said = append(said, v.words.T("history.fact", "What", v.words.T("filing.field."+fact.Key), "Words", words))
		}
	}
	return strings.Join(said, v.words.T("history.and"))
}
