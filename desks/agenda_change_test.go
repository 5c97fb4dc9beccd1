package desks

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parcours/site"
)

const agendaPath = "/d/faverges/agenda"

// fair is an event of an agenda as a calendar program writes it, with what no page knows of.
func fair(uid string, lines ...string) string {
	all := append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essai//FR", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20220101T000000Z", "SEQUENCE:3",
		"DTSTART;TZID=America/New_York:20220510T040000", "DURATION:PT2H", "SUMMARY:Foire", "LOCATION:Halle", "GEO:45.7;6.3", "X-OWN:à garder"}, lines...)
	return strings.Join(append(all, "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:r", "TRIGGER:-PT15M", "END:VALARM", "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

// stored is an event of Faverges' agenda, unfolded.
func (d *desk) stored(name string) string {
	return site.Unfold(string(d.Items("rita", "faverges.agenda")[name].Octets))
}

// changes is the form that changes an event, as a page has it.
func changes(name, etag, title, date, from, to, where string) url.Values {
	return url.Values{"change": {name}, "etag": {etag}, "title": {title}, "date": {date}, "from": {from}, "to": {to}, "where": {where}}
}

// etagOn is the etag that a page's form has for an event.
func (d *desk) etagOn(page *httptest.ResponseRecorder, name string) string {
	d.t.Helper()
	found := regexp.MustCompile(`name="change" value="` + regexp.QuoteMeta(name) + `"><input type="hidden" name="etag" value="([^"]*)"`).FindStringSubmatch(page.Body.String())
	if found == nil {
		d.t.Fatalf("no form changes %s\n%s", name, page.Body)
	}
	return html.UnescapeString(found[1])
}

// Whoever may write into the agenda changes it and takes out of it; to everybody else that is not there.
func TestWhoChangesTheAgenda(t *testing.T) {
	d := openDesk(t)
	for _, person := range d.everybody() {
		_, err := d.Put("rita", "faverges.agenda", "f.ics", fair("f"))
		d.Must(err)
		etag, cookie := d.Items("rita", "faverges.agenda")["f.ics"].ETag, d.enter(person)
		want := http.StatusNotFound
		if person == "rita" || person == "marc" {
			want = http.StatusSeeOther
		}
		if w := d.post(cookie, agendaPath, changes("f.ics", etag, "Par "+person, "2022-05-10", "10:00", "12:00", "Halle")); w.Code != want {
			t.Errorf("%q changes: %d, want %d", person, w.Code, want)
		}
		if changed := strings.Contains(d.stored("f.ics"), "SUMMARY:Par "); changed != (want == http.StatusSeeOther) {
			t.Errorf("%q changed: %t", person, changed)
		}
		etag = d.Items("rita", "faverges.agenda")["f.ics"].ETag
		if w := d.post(cookie, agendaPath, url.Values{"remove": {"f.ics"}, "etag": {etag}}); w.Code != want {
			t.Errorf("%q takes out: %d, want %d", person, w.Code, want)
		}
		if d.stored("f.ics") == "" != (want == http.StatusSeeOther) {
			t.Errorf("%q took out", person)
		}
	}
	_, err := d.Put("rita", "faverges.agenda", "f.ics", fair("f"))
	d.Must(err)
	if page := d.get(d.enter("orga"), agendaPath); strings.Contains(page.Body.String(), `name="change"`) || strings.Contains(page.Body.String(), `name="etag"`) {
		t.Error("an organiser, who reads the agenda, has forms that change it")
	}
}

// What is changed is in the calendar, what is not stays as its client wrote it.
func TestAgendaIsChanged(t *testing.T) {
	d := openDesk(t)
	_, err := d.Put("marc", "faverges.agenda", "f.ics", fair("f"))
	d.Must(err)
	marc := d.enter("marc")
	page := d.get(marc, agendaPath)
	d.has(page, http.StatusOK, `value="Foire"`, `name="date" required="required" value="2022-05-10"`, `name="from" value="10:00"`, `name="to" value="12:00"`, `value="Halle"`)
	page = d.goes(marc, d.post(marc, agendaPath, changes("f.ics", d.etagOn(page, "f.ics"), "Foire aux livres", "2022-05-10", "10:00", "12:00", "Halle")), "L'évènement est changé.")
	for _, line := range []string{"SUMMARY:Foire aux livres", "DTSTART;TZID=America/New_York:20220510T040000", "DURATION:PT2H", "GEO:45.7;6.3", "X-OWN:à garder", "SEQUENCE:3", "TRIGGER:-PT15M", "LAST-MODIFIED:20220201T070000Z"} {
		if !strings.Contains(d.stored("f.ics"), "\r\n"+line+"\r\n") {
			t.Errorf("another title: no %s\n%s", line, d.stored("f.ics"))
		}
	}
	form := changes("f.ics", d.etagOn(page, "f.ics"), "Foire aux livres", "2022-05-11", "14:00", "12:00", "Salle, au fond")
	form.Set("until", "2022-05-12")
	page = d.goes(marc, d.post(marc, agendaPath, form), "L'évènement est changé.")
	d.has(page, http.StatusOK, `name="until" value="2022-05-12"`)
	for _, line := range []string{"DTSTART;TZID=Europe/Paris:20220511T140000", "DTEND;TZID=Europe/Paris:20220512T120000", "TZID:Europe/Paris", `LOCATION:Salle\, au fond`, "X-OWN:à garder", "SEQUENCE:4"} {
		if !strings.Contains(d.stored("f.ics"), "\r\n"+line+"\r\n") {
			t.Errorf("another time and place: no %s\n%s", line, d.stored("f.ics"))
		}
	}
	if text := d.stored("f.ics"); strings.Contains(text, "DURATION") || strings.Contains(text, "GEO") {
		t.Errorf("what is said otherwise now is there still\n%s", text)
	}
	form = changes("f.ics", d.etagOn(page, "f.ics"), "Foire aux livres", "2022-05-11", "", "", "")
	form.Set("until", "2022-05-12")
	page = d.goes(marc, d.post(marc, agendaPath, form), "L'évènement est changé.")
	if text := d.stored("f.ics"); !strings.Contains(text, "DTSTART;VALUE=DATE:20220511") || !strings.Contains(text, "DTEND;VALUE=DATE:20220513") || strings.Contains(text, "LOCATION") || !strings.Contains(text, "SEQUENCE:5") {
		t.Errorf("whole days without a place\n%s", text)
	}
	d.has(page, http.StatusOK, `value="2022-05-11"`, `name="until" value="2022-05-12"`, `name="from" value=""`)
}

// Who changes what somebody else changed meanwhile is told so, with what they typed; nothing is changed.
func TestAgendaChangedMeanwhile(t *testing.T) {
	d := openDesk(t)
	_, err := d.Put("marc", "faverges.agenda", "f.ics", fair("f"))
	d.Must(err)
	rita := d.enter("rita")
	seen := d.etagOn(d.get(rita, agendaPath), "f.ics")
	_, err = d.Put("marc", "faverges.agenda", "f.ics", strings.Replace(fair("f"), "SUMMARY:Foire", "SUMMARY:Marché", 1))
	d.Must(err)
	before := d.stored("f.ics")
	const meanwhile = "Quelqu'un a changé ou retiré cet évènement entre-temps"
	mine := changes("f.ics", seen, "Fête", "2022-05-10", "10:00", "12:00", "Halle")
	page := d.post(rita, agendaPath, mine)
	d.has(page, http.StatusUnprocessableEntity, meanwhile, "Marché</strong>", `value="Fête"`, "<details class=\"adds\" open=\"open\">")
	for name, form := range map[string]url.Values{
		"taken out":           {"remove": {"f.ics"}, "etag": {seen}},
		"taken out unseen":    {"remove": {"f.ics"}},
		"changed unseen":      changes("f.ics", "", "Fête", "2022-05-10", "10:00", "12:00", "Halle"),
		"what is not there":   changes("rien.ics", seen, "Fête", "2022-05-10", "10:00", "12:00", "Halle"),
		"taken out, no event": {"remove": {"rien.ics"}, "etag": {seen}},
	} {
		if w := d.post(rita, agendaPath, form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if d.stored("f.ics") != before {
		t.Errorf("something was changed\n%s", d.stored("f.ics"))
	}
	d.has(d.post(rita, agendaPath, changes("f.ics", d.etagOn(page, "f.ics"), " ", "2022-05-10", "10:00", "12:00", "Halle")), http.StatusUnprocessableEntity, "Donnez un titre", `aria-describedby="why-e0"`)
	mine.Set("etag", d.etagOn(page, "f.ics"))
	d.goes(rita, d.post(rita, agendaPath, mine), "L'évènement est changé.")
	if !strings.Contains(d.stored("f.ics"), "SUMMARY:Fête") {
		t.Errorf("sent again, it is not kept\n%s", d.stored("f.ics"))
	}
	draft := changes("f.ics", seen, "À garder", "2022-05-10", "10:00", "12:00", "Halle")
	draft.Set("draft", "1")
	page = d.post(rita, agendaPath, draft)
	d.has(page, http.StatusOK, "Pas encore enregistré", `value="À garder"`, `open="open"`)
	if d.etagOn(page, "f.ics") != seen {
		t.Error("a draft is of what was seen then")
	}
}

// An event that recurs is changed in a calendar program, which asks which dates are meant.
func TestRecurringAgendaIsNotChanged(t *testing.T) {
	d := openDesk(t)
	_, err := d.Put("marc", "faverges.agenda", "f.ics", fair("f", "RRULE:FREQ=WEEKLY;COUNT=3"))
	d.Must(err)
	marc := d.enter("marc")
	page := d.get(marc, agendaPath)
	d.has(page, http.StatusOK, "Cet évènement se répète : changez-le dans un logiciel de calendrier.")
	if strings.Contains(page.Body.String(), `name="change"`) {
		t.Error("a form changes it")
	}
	it := d.Items("rita", "faverges.agenda")["f.ics"]
	d.has(d.post(marc, agendaPath, changes("f.ics", it.ETag, "Fête", "2022-05-10", "10:00", "12:00", "Halle")), http.StatusUnprocessableEntity, "Cet évènement se répète")
	if now := d.Items("rita", "faverges.agenda")["f.ics"]; now.ETag != it.ETag {
		t.Errorf("changed\n%s", now.Octets)
	}
	d.goes(marc, d.post(marc, agendaPath, url.Values{"remove": {"f.ics"}, "etag": {it.ETag}}), "retiré de l'agenda")
}

// Whom the delegation asks to an event of its agenda is told of another time, by SEQUENCE too, and that it is taken out.
func TestInvitedAreToldOfTheAgenda(t *testing.T) {
	d := openDesk(t)
	const faverges = "mailto:faverges.territory@programme.example.org"
	_, err := d.Put("rita", "faverges.agenda", "f.ics", fair("f", "ORGANIZER:"+faverges, "ATTENDEE:mailto:emma@example.org"))
	d.Must(err)
	marc := d.enter("marc")
	d.goes(marc, d.post(marc, agendaPath, changes("f.ics", d.etagOn(d.get(marc, agendaPath), "f.ics"), "Foire", "2022-05-20", "10:00", "12:00", "Halle")), "L'évènement est changé.")
	var copies []string
	for _, it := range d.Items("emma", "calendar") {
		copies = append(copies, site.Unfold(string(it.Octets)))
	}
	if len(copies) != 1 || !strings.Contains(copies[0], "DTSTART;TZID=Europe/Paris:20220520T100000") || !strings.Contains(copies[0], "SEQUENCE:4") {
		t.Errorf("emma has\n%s", copies)
	}
	d.goes(marc, d.post(marc, agendaPath, url.Values{"remove": {"f.ics"}, "etag": {d.etagOn(d.get(marc, agendaPath), "f.ics")}}), "retiré de l'agenda")
	for _, it := range d.Items("emma", "calendar") {
		if text := site.Unfold(string(it.Octets)); !strings.Contains(text, "STATUS:CANCELLED") {
			t.Errorf("emma still has\n%s", text)
		}
	}
}
