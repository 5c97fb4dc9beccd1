package replies

import (
	"slices"
	"strings"
	"time"

	"parcours/asks"
	"parcours/delivery"
	"parcours/events"
)

// About is the mail that is replied to.
type About struct {
	Session   string // id; "" where the mail is about several, or about an arbitrage
	Territory string // of an arbitrage
	Decision  int    // number of an arbitrage, 0 for none
}

// maxSentences and maxOctets bound how much of a reply is read: what is longer is a letter.
const (
	maxSentences = 60
	maxOctets    = 16 << 10
)

// Read understands a text, without quotes, of somebody whose desk is given. now is the moment at which it came.
func Read(text string, desk *asks.Desk, about About, now time.Time) delivery.Understood {
	if len(text) > maxOctets {
		return delivery.Understood{Rest: []string{strings.TrimSpace(text)}, Doubt: true}
	}
	r := newReader(desk, about, now)
	lines := r.withoutClosing(split(text))
	open, numbered := r.numbered(lines)
	sentences := sentencesOf(open)
	if len(sentences)+len(numbered) > maxSentences {
		return delivery.Understood{Rest: []string{strings.TrimSpace(text)}, Doubt: true}
	}
	var u delivery.Understood
	for _, s := range sentences {
		if r.closes(fold(s)) {
			continue
		}
		r.take(&u, r.sentence(s, r.own, about.Session), s)
	}
	if d := r.decision(about.Territory, about.Decision); d != nil && len(numbered) == 0 {
		u = r.replyTo(d, open, u)
	}
	for _, n := range numbered {
		r.takeNumbered(&u, n)
	}
	return settled(u)
}

// reader knows what is asked of one person.
type reader struct {
	desk      *asks.Desk
	about     About
	own       pool
	decisions []*asked
	names     map[string]bool // words of the names of sessions
	titles    []name          // of sessions, as a whole
	cats      map[string]string
	person    map[string]bool // words of the person's own name, and of the organiser's
	numbers   int             // of the highest arbitrage
}

// name is a title in pieces, and the words of it that tell which session it is.
type name struct{ pieces, telling []string }

// outcome is what became of one sentence.
type outcome struct {
	said     []delivery.Proposal
	ok       bool // all of it is understood
	nothing  bool // it says nothing of an answer: a greeting, a thank-you
	doubt    bool // it speaks of an answer, or takes one back
	refers   []string
	question bool
}

// take adds what a sentence means. One that is not understood and speaks of an answer takes back what stands before it: of the
// sessions that it names, or of all where it names none ("sous réserve", "enfin, si je trouve un train").
func (r *reader) take(u *delivery.Understood, o outcome, words string) {
	switch {
	case o.nothing:
		return
	case o.ok:
		u.Proposals = append(u.Proposals, o.said...)
		return
	}
	u.Rest = append(u.Rest, words)
	if !o.doubt {
		return
	}
	u.Doubt = true
	u.Proposals = slices.DeleteFunc(u.Proposals, func(p delivery.Proposal) bool {
		return p.Decision == 0 && (len(o.refers) == 0 || slices.Contains(o.refers, p.Session))
	})
}

// settled drops what is said twice, and what is said in two ways: neither counts then.
func settled(u delivery.Understood) delivery.Understood {
	var kept []delivery.Proposal
	for i, p := range u.Proposals {
		same := func(o delivery.Proposal) bool {
			return o.Session == p.Session && o.For == p.For && o.Decision == p.Decision && o.Territory == p.Territory
		}
		against := slices.ContainsFunc(u.Proposals, func(o delivery.Proposal) bool { return same(o) && (o.Status != p.Status || o.Text != p.Text) })
		if against {
			u.Doubt = true
			continue
		}
		if !slices.ContainsFunc(u.Proposals[:i], same) {
			kept = append(kept, p)
		}
	}
	u.Proposals = kept
	return u
}

// split gives the lines of a text, each without blank ends.
func split(text string) []string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

// foldedLine is from which length a line is one that a mail program may have broken.
const foldedLine = 58

// sentencesOf cuts lines into sentences, with the marks that end them. A line that a mail program broke goes on in the next.
func sentencesOf(lines []string) []string {
	var all []string
	pending := ""
	for i, line := range lines {
		pending = strings.TrimSpace(pending + " " + line)
		broken := len(line) >= foldedLine && i+1 < len(lines) && lines[i+1] != "" && !bullet.MatchString(lines[i+1]) && !ends(line)
		if broken {
			continue
		}
		all = append(all, cut(pending)...)
		pending = ""
	}
	return append(all, cut(pending)...)
}

func ends(line string) bool { return strings.ContainsRune(".!?;:", rune(line[len(line)-1])) }

// cut parts a text at the marks that end a sentence, where a blank follows.
func cut(text string) []string {
	var all []string
	start := 0
	for i := 0; i < len(text); i++ {
		if !strings.ContainsRune(".!?;", rune(text[i])) {
			continue
		}
		for i+1 < len(text) && strings.ContainsRune(".!?; ", rune(text[i+1])) && (text[i+1] != ' ' || strings.HasPrefix(strings.TrimLeft(text[i+1:], " "), "?")) {
			i++
		}
		if i+1 == len(text) || text[i+1] == ' ' {
			all = append(all, strings.TrimSpace(text[start:i+1]))
			start = i + 1
		}
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		all = append(all, rest)
	}
	return all
}

// statusOf is the answer that stands of an invitation.
func statusOf(inv *events.Invitation) events.Partstat {
	if inv.Status == "" {
		return events.NeedsAction
	}
	return inv.Status
}
