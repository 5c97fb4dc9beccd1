package letters

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/delivery"
	"parcours/events"
	"parcours/office/officetest"
)

// came lets a message come in that waits, and gives its id.
func (d *desk) came(id, from, text string) string {
	d.t.Helper()
	sent, err := d.Delivery.Mails(d.t.Context(), delivery.MailQuery{Person: "marc"})
	d.Must(err)
	if len(sent) == 0 { // his first letter, to which somebody answers
		d.Queued()
		sent, err = d.Delivery.Mails(d.t.Context(), delivery.MailQuery{Person: "marc"})
		d.Must(err)
	}
	_, err = d.Delivery.Receive(d.t.Context(), delivery.Incoming{ID: id, From: from, Token: sent[0].Token, Subject: "Au sujet de l'AGORA", Text: text})
	d.Must(err)
	all, err := d.Delivery.Waiting(d.t.Context())
	d.Must(err)
	if !slices.ContainsFunc(all, func(r delivery.Receipt) bool { return r.ID == id }) {
		d.t.Fatalf("%s does not wait: %+v", id, all)
	}
	return id
}

// Each message that waits is settled in one click, by organisers only.
func TestSettleWaiting(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	for name, c := range map[string]struct {
		form url.Values
		want string
	}{
		"answer": {url.Values{"answer-of": {"marc"}}, "orga: an answer of marc"}, "newcomer": {url.Values{"newcomer-of": {"marc"}}, "orga: a guest of marc"},
		"question": {url.Values{"question-to": {"faverges"}}, "orga: sent on to faverges"}, "nothing": {url.Values{"nothing": {"yes"}}, "orga: nothing"},
		"from the list": {url.Values{"verdict": {"question"}, "territory": {"annecy"}, "person": {"anne"}}, "orga: sent on to annecy"},
	} {
		id := d.came("id-"+name, name[:4]+"@ailleurs.example.org", "Bonjour, je <b>viens</b> peut-être.")
		page := d.Ask(orga, "/organise/mail", nil).Body.String()
		officetest.Has(t, page, []string{"Au sujet de l'AGORA", "je <b>viens</b> peut-être", "Rien à faire"})
		c.form.Set("id", id)
		for _, person := range []string{"", "rita", "marc", "emma", "paul"} {
			if w := d.Ask(d.Enter(person), "/organise/mail", c.form); w.Code != http.StatusNotFound {
				t.Errorf("%q settles: %d", person, w.Code)
			}
		}
		w := d.Ask(orga, "/organise/mail", c.form)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/organise/mail?saved=settled" {
			t.Errorf("%s: %d %s", name, w.Code, w.Header())
		}
		all, err := d.Delivery.Receipts(t.Context(), "", 100)
		d.Must(err)
		i := slices.IndexFunc(all, func(r delivery.Receipt) bool { return r.ID == id })
		if all[i].Settled != c.want {
			t.Errorf("%s: settled %q, want %q", name, all[i].Settled, c.want)
		}
		if w := d.Ask(orga, "/organise/mail", c.form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s twice: %d", name, w.Code)
		}
	}
	id := d.came("id-odd", "odd@ailleurs.example.org", "?")
	if w := d.Ask(orga, "/organise/mail", url.Values{"id": {id}, "verdict": {"question"}, "territory": {"nowhere"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown delegation: %d", w.Code)
	}
}

// A letter is shown as each will get it, and sent once it was seen.
func TestWriteALetter(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	form := url.Values{"subject": {"Salle & horaires"}, "text": {"La salle est ouverte.\r\n\r\nÀ bientôt"}, "category": {"elus"}, "step": {"preview"}}
	w := d.Ask(orga, "/organise/mail", form)
	officetest.Has(t, w.Body.String(), []string{"3 mails partiraient", "Bonjour Marc", "La salle est ouverte.", "après sa première lettre"})
	if got := d.written(); len(got) != 0 {
		t.Fatalf("sent by a look: %v", got)
	}
	back := officetest.FormIn(t, w.Body.String(), `value="save"`)
	back.Set("step", "back")
	officetest.Has(t, d.Ask(orga, "/organise/mail", back).Body.String(), []string{"La salle est ouverte."})
	for _, person := range []string{"", "rita", "marc", "emma"} {
		send := url.Values{"subject": {"x"}, "text": {"y"}, "step": {"save"}}
		if w := d.Ask(d.Enter(person), "/organise/mail", send); w.Code != http.StatusNotFound {
			t.Errorf("%q writes: %d", person, w.Code)
		}
	}
	saved := officetest.FormIn(t, w.Body.String(), `value="save"`)
	saved.Set("step", "save")
	if w := d.Ask(orga, "/organise/mail", saved); w.Header().Get("Location") != "/organise/mail?saved=sent" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := d.written(); !slices.Equal(got, []string{"guy", "marc", "rene"}) {
		t.Errorf("%v", got)
	}
	for _, c := range []struct{ name, value, want string }{
		{"subject", "", "Donnez un objet et un texte"}, {"category", "nowhere", "Cette catégorie n’est pas du programme"}, {"silent", "nowhere", "Cette session n’invite personne"},
	} {
		wrong := url.Values{"subject": {"x"}, "text": {"y"}, c.name: {c.value}, "step": {"save"}}
		w := d.Ask(orga, "/organise/mail", wrong)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.name, w.Code)
		}
		officetest.Has(t, w.Body.String(), []string{c.want})
	}
	if page := d.Ask(orga, "/organise/mail?silent=agora", nil).Body.String(); !strings.Contains(page, `<option value="agora" selected="selected">`) {
		t.Error("the letter to the silent does not begin with them")
	}
}

// written are to whom letters leave.
func (d *desk) written() (to []string) {
	for _, line := range d.Queued() {
		if kind, person, _ := strings.Cut(line, " "); kind == "written" {
			to = append(to, strings.TrimSpace(person))
		}
	}
	return to
}

// Mails that did not arrive are named, and sent again.
func TestMailsThatFailed(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	d.Queued()
	all, err := d.Delivery.Mails(t.Context(), delivery.MailQuery{Person: "anne"})
	d.Must(err)
	d.Must(d.Delivery.Settle(t.Context(), all[0], delivery.MailOutcome{Err: events.ErrGone, Permanent: true}))
	page := d.Ask(orga, "/organise/mail?state=failed", nil).Body.String()
	officetest.Has(t, page, []string{"Anne", "Première lettre", "En échec", "Renvoyer"})
	if w := d.Ask(orga, "/organise/mail", url.Values{"again": {all[0].Token}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if all, err = d.Delivery.Mails(t.Context(), delivery.MailQuery{Person: "anne"}); err != nil || all[0].State != delivery.MailQueued {
		t.Errorf("%+v, %v", all[0], err)
	}
	if w := d.Ask(orga, "/organise/mail", url.Values{"again": {"nowhere"}}); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}
