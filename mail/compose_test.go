package mail

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"parcours/delivery"
	"parcours/events"
	"parcours/ical"
	"parcours/messages"
)

// wants checks that a text has or, after "!", lacks words.
func wants(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		lacks := strings.HasPrefix(word, "!")
		if word = strings.TrimPrefix(word, "!"); (strings.Contains(text, word) || strings.Contains(text, messages.Typeset(word))) == lacks {
			t.Errorf("%s: %q: lacking %v\n%s", what, word, !lacks, text)
		}
	}
}

// to gives the mails to an address, which must be so many.
func to(t *testing.T, all []*outMail, address string, count int) []*outMail {
	t.Helper()
	var own []*outMail
	for _, m := range all {
		if m.to == address {
			own = append(own, m)
		}
	}
	if len(own) != count {
		var subjects []string
		for _, m := range own {
			subjects = append(subjects, m.subject)
		}
		t.Fatalf("%d mails to %s, want %d: %q", len(own), address, count, subjects)
	}
	return own
}

const (
	camille = "camille.roux@example.org"      // referent of Faverges, techniciens
	ines    = "ines.charvoz@example.org"      // member of Faverges, partenaires
	pascal  = "pascal.tournevent@example.org" // referent of Faverges, élus
)

func TestLetterIsShort(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	all := box.take()
	if len(all) != len(p.Programme().People()) {
		t.Errorf("%d letters to %d people", len(all), len(p.Programme().People()))
	}
	for _, m := range all {
		for _, other := range p.Programme().People() {
			if other.Email != m.to && strings.Contains(m.text+m.html, other.Email) {
				t.Errorf("the letter to %s names %s", m.to, other.Email)
			}
		}
		if strings.Contains(m.html, "<img") || strings.Contains(m.html, "<script") || strings.Contains(m.html, "<link") {
			t.Errorf("the letter to %s loads something", m.to)
		}
	}
	m := to(t, all, camille, 1)[0]
	wants(t, "letter", m.subject, "Parcours Territoires Pilotes : vos invitations")
	wants(t, "letter", m.text,
		"Bonjour Camille Roux,", "vous propose 15 dates, jusqu’au vendredi 16 septembre 2022", "jeudi 10 mars 2022, de 9 h à 12 h", "28 avril : La journée AGORA", "18, 25 mars, 4, 19 et 21 avril",
		"Répondre sur ma page : "+outURL+"/m/"+p.Programme().PageToken(p.Programme().ByAddress(camille)), "!Oui : ", "« oui pour le 10 mars, non pour le 24 mars »",
		"Au nom de la délégation de Faverges", "Arbitrage 1, pour le 9 mars : ", "et 4 autres, sur la page", outURL+"/me#for-faverges", outURL+"/feeds/p/", "/Mon-Parcours.ics")
	wants(t, "letter", m.html, "La journée AGORA", outURL+"/feeds/p/", "!style=\"\"", `lang="fr"`, `content="light dark"`, "prefers-color-scheme: dark")
	member := to(t, all, ines, 1)[0]
	wants(t, "a member's letter", member.text, "La journée AGORA", "!Arbitrage 1", "!Au nom de")
	if lines := strings.Count(member.text, "\n"); lines > 50 {
		t.Errorf("a member's letter has %d lines", lines)
	}
	if n := strings.Count(member.html, "display:inline-block"); n != 1 {
		t.Errorf("a member's letter has %d buttons, want one", n)
	}
	if strings.Join(m.types, " ") != "text/plain text/html" {
		t.Errorf("parts: %v", m.types)
	}
}

func TestMovedSession(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	p.plan("agora", func(x *events.Plan) {
		x.When, x.Why = x.When.Shift(7, p.Programme().Loc), "La salle n’est pas libre."
	})
	p.deliver()
	m := to(t, box.take(), ines, 1)[0]
	wants(t, "moved", m.subject, "Nouvelle date : La journée AGORA, jeudi 5 mai 2022")
	wants(t, "moved", m.text, "Avant : jeudi 28 avril 2022, de 9 h 30 à 17 h 30", "Maintenant : jeudi 5 mai 2022", "Pourquoi : La salle n’est pas libre.", "?answer=yes")
	if m.method != "REQUEST" || m.calendar != m.file || strings.Join(m.types, " ") != "text/plain text/html text/calendar application/ics" {
		t.Errorf("method %q, parts %v", m.method, m.types)
	}
	checkCalendar(t, m, "REQUEST", ines)
	root := "<agora." + "ines-charvoz@example.org>"
	if m.header.Get("References") != root || m.header.Get("In-Reply-To") != root {
		t.Errorf("references %q", m.header.Get("References"))
	}
	first := m
	p.plan("agora", func(x *events.Plan) { x.Status, x.Why = events.Cancelled, "" })
	p.deliver()
	m = to(t, box.take(), ines, 1)[0]
	wants(t, "cancelled", m.subject, "Annulé : La journée AGORA, jeudi 5 mai 2022")
	wants(t, "cancelled", m.text, "Cette session est annulée.", "!?answer=")
	checkCalendar(t, m, "CANCEL", ines)
	if m.header.Get("References") != root || m.header.Get("Message-ID") == first.header.Get("Message-ID") {
		t.Error("not of the same thread, or the same mail")
	}
}

// checkCalendar lets an outside reader judge the calendar part.
func checkCalendar(t *testing.T, m *outMail, method, attendee string) {
	t.Helper()
	cal, err := ics.ParseCalendar(strings.NewReader(m.calendar))
	if err != nil || len(cal.Events()) != 1 || m.method != method {
		t.Fatalf("%v, METHOD %s\n%s", err, m.method, m.calendar)
	}
	e := cal.Events()[0]
	reply, err := m.header.AddressList("Reply-To")
	if err != nil || len(e.Attendees()) != 1 || e.Attendees()[0].Email() != attendee {
		t.Fatalf("%v, attendees %v", err, e.Attendees())
	}
	if got := e.GetProperty(ics.ComponentPropertyOrganizer).Value; got != "mailto:"+reply[0].Address || !strings.HasPrefix(reply[0].Address, "rsvp+") {
		t.Errorf("ORGANIZER %s, Reply-To %s", got, reply[0].Address)
	}
	wants(t, "calendar", m.calendar, "\r\nMETHOD:"+method+"\r\n", "!X-PARCOURS")
}

func TestDigestSaysBeforeAndAfter(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	p.plan("agora", func(x *events.Plan) { x.Title, x.Why = "La grande journée AGORA", "Elle est plus longue." })
	p.deliver()
	if early := box.take(); len(early) != 0 {
		t.Fatalf("%d mails before the digest", len(early))
	}
	p.pass(24 * time.Hour)
	p.work(context.Background())
	m := to(t, box.take(), ines, 1)[0]
	wants(t, "digest", m.subject, "ce qui a changé")
	wants(t, "digest", m.text, "Titre : La journée AGORA → La grande journée AGORA", "Pourquoi : Elle est plus longue.", "!BEGIN:VCALENDAR")
}

func TestWhoSyncsGetsNoCalendarPart(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	who := personOf(t, p, ines)
	if err := p.Accounts.Touch(context.Background(), who, events.DoorCalDAV); err != nil {
		t.Fatal(err)
	}
	p.plan("agora", func(x *events.Plan) { x.When = x.When.Shift(7, p.Programme().Loc) })
	p.deliver()
	all := box.take()
	if m := to(t, all, ines, 1)[0]; m.calendar != "" || m.file != "" {
		t.Error("a calendar part for who syncs by CalDAV")
	}
	if m := to(t, all, pascal, 1)[0]; m.calendar == "" {
		t.Error("no calendar part for who does not")
	}
}

func personOf(t *testing.T, p *post, address string) *events.Person {
	t.Helper()
	for _, person := range p.Programme().People() {
		if person.Email == address {
			return person
		}
	}
	t.Fatal("nobody has ", address)
	return nil
}

func TestWrittenMail(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	who := personOf(t, p, "agathe.lormeau@example.org")
	leaving, err := p.Delivery.Write(context.Background(), who, delivery.Letter{Category: "elus", Subject: "Salle & horaires", Text: "Bonjour <b>à tous</b>,\n\nla salle est ouverte."})
	count := len(leaving)
	if err != nil || count == 0 {
		t.Fatal(count, err)
	}
	p.deliver()
	all := box.take()
	if len(all) != count {
		t.Errorf("%d mails, %d people", len(all), count)
	}
	m := to(t, all, pascal, 1)[0]
	wants(t, "written", m.html, "&lt;b&gt;à tous&lt;/b&gt;", "!<b>")
	if m.subject != "Salle & horaires" || m.header.Get("List-Id") != "<territoires-pilotes-2022.example.org>" {
		t.Errorf("%q %q", m.subject, m.header.Get("List-Id"))
	}
}

func TestHeader(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	m := to(t, box.take(), camille, 1)[0]
	mails := p.mails(delivery.MailQuery{Person: "camille-roux"})
	if len(mails) != 1 {
		t.Fatal(mails)
	}
	token := mails[0].Token
	for name, want := range map[string]string{
		"Message-ID":     "<" + mails[0].MessageID() + "@example.org>",
		"Reply-To":       "<rsvp+" + token + "@example.org>",
		"Auto-Submitted": "auto-generated",
		"List-Unsubscribe": "<" + outURL + "/unsubscribe/" + delivery.UnsubscribeToken(p.Programme(), "camille-roux") +
			">, <mailto:rsvp+" + token + "@example.org?subject=unsubscribe>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"To":                    `"Camille Roux" <` + camille + ">",
		"X-Parcours-Kind":       "letter",
		"Content-Language":      "fr",
		"References":            "",
	} {
		if got := m.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	from, err := m.header.AddressList("From")
	if err != nil || from[0].Address != "parcours@example.org" || from[0].Name != p.Programme().Organiser.Name {
		t.Errorf("From %v, %v", from, err)
	}
	if date, err := m.header.Date(); err != nil || !date.Equal(p.clock()) {
		t.Errorf("Date %v, %v", date, err)
	}
	if m.from != "rsvp+"+token+"@example.org" {
		t.Errorf("envelope from %q", m.from)
	}
}

func TestOneAddressWithoutPlusAddressing(t *testing.T) {
	s := outSender
	s.PlusAddressing = false
	if got := s.ReplyAddress("abc"); got != "rsvp@example.org" {
		t.Error(got)
	}
	if got := s.EnvelopeFrom("abc"); got != s.From {
		t.Error(got)
	}
}

// Whatever people are called and organisers write, a mail has the fields and the recipient that it is meant to have.
func TestNobodyWritesHeaders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nasty := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"a\r\nBcc: x@example.net", "\"", "a\" <x@example.net>, \"b", "é\n\nbody", "=?utf-8?q?x?=", "<b>", "\x00\x7f\u2028", strings.Repeat("é ", 400), strings.Repeat("x", 3000),
			" ", "\\", "a\\\"\r\n.\r\nQUIT", "\xff\xfe", "{{.}}",
		}))
		msg := &delivery.Message{
			Mail:    delivery.Mail{Kind: delivery.MailWritten, Token: "abc", Session: nasty.Draw(t, "session")},
			To:      &events.Person{ID: "ana", Name: nasty.Draw(t, "name"), Email: "ana@example.org"},
			Subject: nasty.Draw(t, "subject"), Text: nasty.Draw(t, "text"),
			Programme: &events.Snapshot{Loc: time.UTC, Programme: events.Programme{
				ID: "p.example.org", Title: nasty.Draw(t, "title"), Organiser: events.Organisation{Name: nasty.Draw(t, "organiser")},
			}},
		}
		w := NewWriter(outSender, ical.NewRenderer(outURL), func() time.Time { return time.Unix(1_643_700_000, 0) })
		octets, err := w.Compose(msg)
		if err != nil {
			t.Fatal(err)
		}
		m, err := readOut(octets)
		if err != nil {
			t.Fatalf("%v\n%s", err, octets)
		}
		recipients, err := m.header.AddressList("To")
		if err != nil || len(recipients) != 1 || recipients[0].Address != "ana@example.org" || recipients[0].Name != displayName(msg.To.Name) {
			t.Fatalf("To: %v %v", recipients, err)
		}
		from, err := m.header.AddressList("From")
		if err != nil || len(from) != 1 || from[0].Address != "parcours@example.org" {
			t.Fatalf("From: %v %v", from, err)
		}
		for name := range m.header {
			if !known[name] {
				t.Fatalf("a field %s\n%s", name, octets)
			}
		}
		for _, line := range strings.Split(string(octets), "\r\n") {
			if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") {
				t.Fatalf("a line of %d octets (RFC 5322 §2.1.1): %.80q", len(line), line)
			}
		}
		if strings.Join(m.types, " ") != "text/plain text/html" || strings.Contains(m.html, "<b>") {
			t.Fatalf("parts %v", m.types)
		}
	})
}

var known = map[string]bool{
	"List-Unsubscribe-Post": true,
	"From":                  true, "To": true, "Reply-To": true, "Subject": true, "Date": true, "Message-Id": true, "References": true, "In-Reply-To": true,
	"Mime-Version": true, "Content-Type": true, "Content-Language": true, "Auto-Submitted": true, "X-Auto-Response-Suppress": true,
	"List-Unsubscribe": true, "List-Id": true, "X-Parcours-Kind": true,
}

// A reminder names what is missing and what was answered, each with its date, and leads to the form of the arbitrage.
func TestReminderNamesDatesAndAnswers(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	_, err := p.Respond(context.Background(), events.Response{
		Session: "pairs-1-elus", For: events.Subject{Territory: "faverges", Category: "elus"}, By: "camille-roux", Status: events.Accepted, Door: events.DoorWeb, Sequence: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	var reminder *outMail
	for range 40 {
		p.pass(24 * time.Hour)
		p.remind(context.Background())
		p.deliver()
		for _, m := range box.take() {
			if m.to == camille && strings.Contains(m.subject, "Arbitrage 1 ") {
				reminder = m
			}
		}
	}
	if reminder == nil {
		t.Fatal("no reminder of arbitrage 1")
	}
	wants(t, "reminder", reminder.text, "Déjà répondu", "– 10 mars : Première session entre pairs (Élus) – oui", "Il manque :", "– 10 mars : Première session entre pairs (Techniciens, Partenaires et DDT)",
		"– 24 mars : Deuxième session entre pairs (Techniciens, Élus, Partenaires et DDT)", outURL+"/me#a-faverges-1", "répondre à ce message en quelques mots")
	if n := strings.Count(reminder.html, "display:inline-block"); n != 1 {
		t.Errorf("a reminder has %d buttons, want one", n)
	}
}

// Later letters say what was answered already.
func TestLetterSaysWhatWasAnswered(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	for session, status := range map[string]events.Partstat{"agora": events.Accepted, "pairs-1-partenaires": events.Declined, "cloture-c": events.Tentative} {
		if _, err := p.Respond(context.Background(), events.Response{Session: session, For: events.Subject{Person: "ines-charvoz"}, By: "ines-charvoz", Status: status, Door: events.DoorWeb, Sequence: -1}); err != nil {
			t.Fatal(err)
		}
	}
	p.deliver()
	m := to(t, box.take(), ines, 1)[0]
	wants(t, "letter", m.text, "vous propose 11 dates", "Déjà répondu", "10 mars – non : Première session entre pairs", "28 avril – oui : La journée AGORA", "14 septembre – peut-être")
}

// Letters and reminders say until when people vote, and once that is over, that it is.
func TestMailsSayUntilWhenPeopleVote(t *testing.T) {
	for day, said := range map[events.Day]string{
		{Year: 2022, Month: 3, Day: 25}: "On vote jusqu’au vendredi 25 mars 2022.",
		{Year: 2021, Month: 12, Day: 1}: "On a voté jusqu’au mercredi 1er décembre 2021. Le vote est clos : l’équipe d’organisation choisit la date.",
	} {
		box, p := &letters{}, exampleProgramme(t)
		p.Polls = slices.Clone(p.Polls)
		for i := range p.Polls {
			p.Polls[i].Until = day
		}
		posted := openPost(t, p, box)
		posted.deliver()
		all := box.take()
		for _, who := range []string{camille, ines} {
			letter := to(t, all, who, 1)[0]
			wants(t, "letter", letter.text, said)
			wants(t, "letter", letter.html, said)
		}
		var reminder *outMail
		for range 40 {
			posted.pass(24 * time.Hour)
			posted.remind(context.Background())
			posted.deliver()
			for _, m := range box.take() {
				if m.to == camille && strings.Contains(m.subject, "Arbitrage 5 ") {
					reminder = m
				}
			}
		}
		if reminder == nil {
			t.Fatal("no reminder of arbitrage 5")
		}
		wants(t, "reminder", reminder.text, said)
		wants(t, "reminder", reminder.html, said)
	}
}
