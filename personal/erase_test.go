package personal_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"parcours/accounts"
	"parcours/attachments"
	"parcours/calendars"
	"parcours/correspondence"
	"parcours/delivery"
	"parcours/events"
	"parcours/files"
	"parcours/scheduling"
	"parcours/site"
	"parcours/store"
)

// camille is somebody of whom something is kept everywhere: she is in the file, a referent, brings guests, answers and writes.
const (
	camille = "camille-durand"
	herName = "Camille Durand-Ébène"
	address = "Camille.Durand@example.org"
	another = "cam@perso.example.net"
)

// telling are the texts by which she would be known, in small letters.
var telling = []string{"camille", "durand", "ébène", "cam@perso"}

func event(uid string, lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//FR\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20220201T080000Z\r\n" +
		"DTSTART:20220310T090000Z\r\nDTEND:20220310T100000Z\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// known is a site on which camille has done all that people do.
func known(t *testing.T) *site.Site {
	t.Helper()
	s := site.OpenSmall(t)
	s.Change(func(p *events.Programme) {
		p.People = append(p.People, events.Person{ID: camille, Email: address, Name: herName, Function: "Durand, directrice", Role: events.Referent, Territories: []string{"faverges"}, Category: "elus"})
		p.Decisions = slices.Clone(p.Decisions)
		p.Decisions[2].To = camille
	})
	ctx, she := t.Context(), s.Person(camille)
	mails(s, time.Hour)
	for _, comment := range []string{"De la part de Camille", "Je viens, C. Durand"} {
		_, err := s.Respond(ctx, events.Response{Session: "agora", For: events.Subject{Person: camille}, By: camille, Status: events.Accepted, Comment: comment, Door: events.DoorWeb, Sequence: -1})
		s.Must(err)
	}
	s.Answer(camille, "pairs-elus", events.Declined)
	s.Answer(camille, "jour-b", events.Accepted)
	s.Vote(camille, "faverges", "jour-a", events.Accepted)
	text := "Voyez avec " + herName + ", camille.durand@example.org"
	s.Must(s.AnswerDecision(ctx, events.DecisionResponse{Decision: 3, Territory: "faverges", By: camille, Text: &text, Door: events.DoorWeb}))
	s.Must(s.BringGuest(ctx, she, events.Person{Name: "Léo", Email: "leo@example.org", Category: "elus"}))
	s.Must(s.RecordPresence(ctx, s.Person("orga"), "pairs-elus", "marc", true))
	_, err := s.Narrow(ctx, s.Person("orga"), "agora")
	s.Must(err)
	s.Must(s.RecordPresence(ctx, s.Person("orga"), "pairs-techniciens", camille, true))

	put := func(person, collection, name, text string) {
		t.Helper()
		if _, err := s.Put(person, collection, name, text); err != nil {
			t.Fatal(person, collection, err)
		}
	}
	put(camille, "calendar", "dentiste.ics", event("dentiste", "SUMMARY:Dentiste de Camille"))
	put(camille, "calendar", "reunion.ics", event("reunion", "SUMMARY:Réunion", "ORGANIZER;CN=Camille Durand:mailto:"+address, "ATTENDEE:mailto:"+address, "ATTENDEE:mailto:marc@example.org"))
	put("marc", "calendar", "fete.ics", event("fete", "SUMMARY:Fête", "ORGANIZER:mailto:marc@example.org",
		"ATTENDEE;CN=\"Durand-Ébène, Camille\";EMAIL="+address+";PARTSTAT=ACCEPTED;X-NOTE=\"tout le monde l'attend\":mai\r\n lto:camille.durand@exam\r\n ple.org", "COMMENT:dire à CAMILLE.DURAND@example.org"))
	put("rita", "faverges.agenda", "foire.ics", event("foire", "SUMMARY:Foire", "CONTACT:camille.durand@example.org"))
	_, err = s.Files.HandIn(ctx, she, files.Handed{Territory: "faverges", Name: "Note de " + herName + ".txt", Content: strings.NewReader("Bonjour à tous."), Size: 16})
	s.Must(err)
	attach := func(person, collection, name, document, content string) {
		o := attachments.Object{Collection: s.Collection(person, collection), Name: name}
		_, _, err := s.Attachments.Add(ctx, she, o, attachments.Upload{Name: document, Kind: "text/plain", Content: []byte(content), At: "https://parcours.example.org/"}, nil)
		s.Must(err)
	}
	attach(camille, "calendar", "dentiste.ics", "Radio de Camille.txt", "Camille Durand, dents")
	attach("rita", "faverges.agenda", "foire.ics", "plan.txt", "Le plan de la foire")
	s.Must(s.Accounts.SetBusyLink(ctx, camille, true))
	reminded := strings.Replace(site.Unfold(s.Text(s.Items(camille, "parcours")["agora.ics"])), "END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Camille !\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT", 1)
	put(camille, "parcours", "agora.ics", reminded)
	s.Must(s.Calendars.ShareCollection(ctx, she, s.Collection(camille, "calendar"), "anne", calendars.ReadOnly))
	s.Must(s.Calendars.ShareCollection(ctx, s.Person("anne"), s.Collection("anne", "calendar"), camille, calendars.ReadOnly))

	s.Must(s.Accounts.SetPassword(ctx, camille, "quatre mots en chemin"))
	_, err = s.Accounts.SignIn(ctx, address, "quatre mots en chemin", accounts.From{Agent: "Firefox de Camille"})
	s.Must(err)
	s.Must(s.Delivery.ChooseMails(ctx, camille, delivery.WishDigest))
	_, err = s.Delivery.SendInvitations(ctx, camille)
	s.Must(err)
	_, err = s.Delivery.Write(ctx, s.Person("orga"), delivery.Letter{Subject: "Bienvenue", Text: "Avec " + herName + " (" + address + ")."})
	s.Must(err)
	incoming(s)
	corresponding(s)
	return s
}

// corresponding are letters about events: hers to a mailbox elsewhere, marc's that names her, and what waits for both of them.
func corresponding(s *site.Site) {
	s.T.Helper()
	for person, address := range map[string]string{camille: address, "marc": "marc@example.org"} {
		_, err := s.Put(person, "calendar", "dehors.ics", event("dehors-"+person, "SUMMARY:Dehors", "ORGANIZER:mailto:"+address, "ATTENDEE:mailto:gaby@ailleurs.example.net", "ATTENDEE;CN=Camille D.:mailto:"+another))
		s.Must(err)
	}
	invitation := strings.Replace(event("venu", "ORGANIZER:mailto:gaby@ailleurs.example.net", "ATTENDEE:mailto:marc@example.org", "ATTENDEE;CN=Camille D.:mailto:"+address), "VERSION:2.0", "VERSION:2.0\r\nMETHOD:REQUEST", 1)
	_, ours, err := s.Correspondence.Receive(s.T.Context(), delivery.Incoming{ID: "venu", From: "gaby@ailleurs.example.net",
		Itip: delivery.Itip{Method: "REQUEST", UID: "venu", Organiser: "gaby@ailleurs.example.net", Attendees: []string{"marc@example.org", address}, Octets: []byte(invitation)}})
	if s.Must(err); !ours {
		s.T.Fatal("nobody takes the invitation")
	}
}

// held are what waits for somebody, read as it is.
func held(s *site.Site, person string) (all []correspondence.Held) {
	s.T.Helper()
	s.Must(s.DB.View(s.T.Context(), func(tx store.Tx) (err error) {
		all, err = tx.HeldOf("", person)
		return err
	}))
	return all
}

// incoming are mails from camille, from another address of hers, which she then says is hers, and of others about her.
func incoming(s *site.Site) {
	s.T.Helper()
	ctx := s.T.Context()
	mails(s, time.Minute)
	theirs, err := s.Delivery.Mails(ctx, delivery.MailQuery{Person: camille, Kind: delivery.MailRequest})
	s.Must(err)
	theirs = slices.DeleteFunc(theirs, func(m delivery.Mail) bool { return m.Session != "agora" })
	for i, in := range []delivery.Incoming{
		{From: address, Subject: "Bonjour de Camille", Text: "Camille Durand"}, {From: another, Subject: "Re", Method: "REPLY", UID: s.Session("agora").UID, Attendees: []delivery.Attendee{{Address: address, Partstat: "ACCEPTED"}}},
		{From: "voisin@example.net", Subject: "Pour Camille", Method: "REPLY", UID: s.Session("agora").UID, Attendees: []delivery.Attendee{{Address: address, Partstat: "DECLINED"}}},
	} {
		in.ID, in.Token, in.Sequence = fmt.Sprint("in-", i), theirs[0].Token, -1
		_, err := s.Delivery.Receive(ctx, in)
		s.Must(err)
	}
	link := func(address string) string {
		return delivery.AliasToken(s.Programme(), delivery.AliasLink{Person: camille, Address: address})
	}
	_, err = s.Delivery.TellAlias(ctx, link(another), true)
	s.Must(err)
	_, err = s.Delivery.TellAlias(ctx, link("voisin@example.net"), false)
	s.Must(err)
	mails(s, time.Minute)
}

// mails lets all that is due leave.
func mails(s *site.Site, after time.Duration) {
	s.T.Helper()
	s.Clock = s.Clock.Add(after)
	for more := true; more; {
		var err error
		more, err = s.Delivery.ExpandNotices(s.T.Context())
		s.Must(err)
	}
	due, err := s.Delivery.DueMails(s.T.Context(), 1000)
	s.Must(err)
	for _, m := range due {
		_, err := s.Delivery.Compose(s.T.Context(), m)
		outcome := delivery.MailOutcome{Nothing: errors.Is(err, delivery.ErrNothingToSay)}
		if m.Person == camille && m.Kind == delivery.MailWritten {
			outcome = delivery.MailOutcome{Err: errors.New("550 no such user <" + address + ">"), Permanent: true}
		}
		s.Must(s.Delivery.Settle(s.T.Context(), m, outcome))
	}
}

// columns gives every column of every table of the database.
func columns(t *testing.T, db *sql.DB) (all [][2]string) {
	t.Helper()
	rows, err := db.Query("SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		all = append(all, [2]string{table, column})
	}
	return all
}

// traces are the columns that hold one of the texts, in any letters and however they are folded.
func traces(t *testing.T, s *site.Site) (found []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.Folder, store.FileName)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range columns(t, db) {
		rows, err := db.Query(fmt.Sprintf("SELECT CAST(%q AS TEXT) FROM %q", c[1], c[0]))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var value sql.NullString
			if err := rows.Scan(&value); err != nil {
				t.Fatal(err)
			}
			text := strings.ToLower(site.Unfold(value.String))
			for _, one := range telling {
				if strings.Contains(text, one) {
					found = append(found, fmt.Sprintf("%s.%s: %.200s", c[0], c[1], text))
				}
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return found
}

// inFiles tells which of the database's files hold one of the texts, in what is free too.
func inFiles(t *testing.T, s *site.Site) (found []string) {
	t.Helper()
	for _, name := range []string{store.FileName, store.FileName + "-wal"} {
		octets, err := os.ReadFile(filepath.Join(s.Folder, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		octets = bytes.ToLower(octets)
		for _, one := range telling {
			if at := bytes.Index(octets, []byte(one)); at >= 0 {
				found = append(found, fmt.Sprintf("%s at %d: %q", name, at, octets[max(0, at-60):min(len(octets), at+60)]))
			}
		}
	}
	return found
}

// Of whoever is erased nothing stands in any column of any table, nor in the files; what they answered counts on.
func TestErasedIsFoundNowhere(t *testing.T) {
	s := known(t)
	ctx, token := t.Context(), s.Person(camille).FeedToken
	for _, table := range []string{"people.name", "files.name", "files.put_by", "answers.comment", "decision_answers.text", "objects.octets", "notices.body", "mails.error", "letters.message", "receipts.reason", "aliases.address", "overlays.text", "shares.principal", "session_revisions.body", "programme.body"} {
		if !slices.ContainsFunc(traces(t, s), func(f string) bool { return strings.HasPrefix(f, table+":") }) {
			t.Errorf("nothing of her is in %s: the test shows less than it says", table)
		}
	}
	if got := held(s, "marc"); len(got) != 1 || !strings.Contains(site.Unfold(string(got[0].Message)), address) || len(held(s, camille)) != 1 {
		t.Errorf("nothing of her waits for marc: %+v", got)
	}
	before, counted := s.AllAnswers(), counts(s)
	s.Must(s.Personal.Erase(ctx, s.Person(camille), camille))
	if found := traces(t, s); len(found) > 0 {
		t.Errorf("she is still in\n%s", strings.Join(found, "\n"))
	}
	if found := inFiles(t, s); len(found) > 0 {
		t.Errorf("the files still hold\n%s", strings.Join(found, "\n"))
	}
	if got := held(s, ""); len(got) != 1 || strings.Contains(strings.ToLower(site.Unfold(string(got[0].Message))), "camille") || !strings.Contains(string(got[0].Message), "UID:venu") {
		t.Errorf("what waits: %s", got[0].Message)
	}
	if letters, err := s.Correspondence.Letters(ctx, scheduling.LetterQuery{Person: "marc", State: scheduling.LetterQueued}); err != nil || len(letters) < 1 || !strings.Contains(string(letters[0].Message), "SUMMARY:Dehors") {
		t.Errorf("marc's own letters: %+v %v", letters, err)
	}
	all, err := s.Personal.Erasures(ctx)
	s.Must(err)
	if len(all) != 1 || all[0].By != all[0].Nobody || !all[0].At.Equal(s.Clock) {
		t.Errorf("the act: %+v", all)
	}
	after := s.AllAnswers()
	if len(after) != len(before) {
		t.Errorf("%d answers, %d before", len(after), len(before))
	}
	for i, a := range after {
		b := before[i]
		if a.For.Person == all[0].Nobody {
			b.For.Person, b.Comment = all[0].Nobody, ""
		}
		if b.By == camille {
			b.By = all[0].Nobody
		}
		if a != b {
			t.Errorf("%+v, before %+v", a, b)
		}
	}
	if now := counts(s); now != counted || !strings.Contains(now, "agora 1 0") || !strings.HasSuffix(now, "votes 1") {
		t.Errorf("counted: %s, before %s", now, counted)
	}
	if _, err := s.Accounts.FeedReader(ctx, token); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("the feed: %v", err)
	}
	if _, err := s.Accounts.Authenticate(ctx, address, "quatre mots en chemin", accounts.From{}); !errors.Is(err, accounts.ErrLogin) {
		t.Errorf("the password: %v", err)
	}
	if s.Programme().Person(camille) != nil || s.Programme().Person(all[0].Nobody) != nil {
		t.Error("somebody is there")
	}
	others(t, s)
	s.Restart()
	if found := append(traces(t, s), inFiles(t, s)...); len(found) > 0 {
		t.Errorf("after a restart\n%s", strings.Join(found, "\n"))
	}
}

// counts are the answers that the table counts: accepted and declined by elected people of Faverges.
func counts(s *site.Site) string {
	s.T.Helper()
	var all []string
	r, err := s.Record.Recap(s.T.Context(), "faverges")
	s.Must(err)
	for _, row := range r.Rows {
		all = append(all, fmt.Sprint(row.ID, " ", row.Cells[1].Members.Accepted, " ", row.Cells[1].Members.Declined))
	}
	poll, err := s.Record.Standing(s.T.Context(), "dates")
	s.Must(err)
	yes := 0
	for _, c := range poll.Choices {
		for _, o := range c.Options {
			yes += o.Members.Yes
		}
	}
	return fmt.Sprint(strings.Join(all, ", "), ", votes ", yes)
}

// others keep what is theirs: their calendars name nobody where they named her, and guests stay.
func others(t *testing.T, s *site.Site) {
	t.Helper()
	party := site.Unfold(s.Text(s.Items("marc", "calendar")["fete.ics"]))
	if !strings.Contains(party, "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;SCHEDULE-STATUS=1.2:mailto:nobody-") || !strings.Contains(party, "SUMMARY:Fête") {
		t.Errorf("marc's calendar:\n%s", party)
	}
	if fair := s.Text(s.Items("rita", "faverges.agenda")["foire.ics"]); !strings.Contains(fair, "@erased.invalid") {
		t.Errorf("the agenda:\n%s", fair)
	}
	if s.Programme().ByAddress("leo@example.org") == nil {
		t.Error("her guest is gone")
	}
	mails(s, time.Hour)
}

// A file that still names an erased person does not bring them back, nor does a list of people: each says so.
func TestErasedComesBackOnlyWhenLet(t *testing.T) {
	s := known(t)
	ctx, file := t.Context(), s.File
	s.Must(s.Personal.Erase(ctx, nil, camille))
	for range 2 {
		report, err := s.Apply(ctx, file, events.ApplyOptions{})
		s.Must(err)
		if len(report.Added) != 0 || len(report.Warnings) != 1 || !strings.HasPrefix(report.Warnings[0], camille+": ") || !strings.Contains(report.Warnings[0], "2022-02-01") {
			t.Errorf("%+v", report)
		}
	}
	if found := traces(t, s); len(found) > 0 && !strings.Contains(strings.Join(found, ""), "programme.body") {
		t.Errorf("the file brings back\n%s", strings.Join(found, "\n"))
	}
	var bad *events.Invalid
	for _, p := range []events.Person{{ID: camille, Name: "C", Email: "c@example.org"}, {ID: "c", Name: "C", Email: strings.ToUpper(address)}, {ID: "c", Name: "C", Email: another}} {
		if err := s.AddPeople(ctx, []events.Person{p}); !errors.As(err, &bad) || bad.Field != "erased" {
			t.Errorf("%+v: %v", p, err)
		}
	}
	if err := s.Personal.Forgive(ctx, "marc@example.org"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody was: %v", err)
	}
	s.Must(s.Personal.Forgive(ctx, address))
	s.Must(s.Personal.Forgive(ctx, camille))
	report, err := s.Apply(ctx, file, events.ApplyOptions{})
	s.Must(err)
	if !slices.Equal(report.Added, []string{camille}) || len(s.Items(camille, "calendar")) != 0 {
		t.Errorf("let back: %+v", report)
	}
	if all, err := s.Accounts.HasPassword(ctx, camille); err != nil || all {
		t.Errorf("with a password: %t, %v", all, err)
	}
}

// Who may erase whom: themselves, an organiser everybody, whoever runs the server; the last organiser stays.
func TestWhoErases(t *testing.T) {
	s := site.OpenSmall(t)
	ctx := t.Context()
	for by, want := range map[string]error{"marc": nil, "rita": events.ErrForbidden, "anne": events.ErrForbidden, "guy": events.ErrForbidden, "emma": events.ErrForbidden, "paul": events.ErrForbidden, "orga": nil} {
		t.Run(by, func(t *testing.T) {
			s := site.OpenSmall(t)
			if err := s.Personal.Erase(t.Context(), s.Person(by), "marc"); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		})
	}
	var bad *events.Invalid
	for _, by := range []*events.Person{s.Person("orga"), nil} {
		if err := s.Personal.Erase(ctx, by, "orga"); !errors.As(err, &bad) || bad.Field != "organiser" {
			t.Errorf("the last organiser: %v", err)
		}
	}
	if err := s.Personal.Erase(ctx, nil, "nobody"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	p, err := s.Personal.Prospect(ctx, "rita")
	if err != nil || !slices.Equal(p.LastReferent, []string{"faverges"}) || p.LastOrganiser || !p.InFile {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := s.Personal.Prospect(ctx, "orga"); err != nil || !p.LastOrganiser {
		t.Errorf("%+v, %v", p, err)
	}
	s.Must(s.RemovePerson(ctx, "paul")) // who was removed is still known, until erased
	s.Must(s.Personal.Erase(ctx, nil, "paul"))
	if err := s.Personal.Erase(ctx, nil, "paul"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("erased twice: %v", err)
	}
	s.Must(s.AddPeople(ctx, []events.Person{{ID: "olaf", Name: "Olaf", Email: "olaf@example.org", Role: events.Organiser}}))
	s.Must(s.Personal.Erase(ctx, s.Person("orga"), "orga"))
	if all, err := s.Personal.Erasures(ctx); err != nil || len(all) != 2 || (all[0].By == "") == (all[1].By == "") {
		t.Errorf("%+v, %v", all, err)
	}
}

// Every table is one of which it was said what an erasure does with it: a new one is to be added here, and to store/erase.go where
// it names people or holds what they write.
func TestErasureKnowsEveryTable(t *testing.T) {
	s := site.OpenSmall(t)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.Folder, store.FileName)+"?mode=ro")
	s.Must(err)
	defer db.Close()
	known := []string{
		"aliases", "answers", "attached", "busy_links", "collections", "credentials", "day_answers", "decision_answers", "erasing", "erasures", "factor_acts", "feed_tokens", "file_parts", "files", "goose_db_version", "heard", "held", "homes", "letters", "mails", "notices",
		"objects", "overlays", "passes", "people", "presences", "programme", "properties", "receipts", "recovery_codes", "second_factors", "seen", "session_revisions", "sessions", "settings", "shares", "sign_ins",
		"sqlite_sequence", "tombstones",
	}
	for _, c := range columns(t, db) {
		if !slices.Contains(known, c[0]) {
			t.Errorf("%s.%s: what does an erasure do with it?", c[0], c[1])
		}
	}
}
