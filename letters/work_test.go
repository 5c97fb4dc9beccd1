package letters

import (
	"fmt"
	"net/http"
	"testing"

	"parcours/delivery"
	"parcours/events"
	"parcours/office/officetest"
)

// A letter to many, and the first letters of people who were added together, are followed from the hold to the last mail; the page moves
// by itself as long as something goes on, and whoever wants it to stay says so.
func TestWorkIsFollowed(t *testing.T) {
	d := openDesk(t)
	d.Letters()
	d.Clock = d.Clock.AddDate(0, 0, 2) // the first letters of the programme are of another day
	orga := d.Enter("orga")
	page := func(path string, moves bool) string {
		t.Helper()
		w := d.Ask(orga, path, nil)
		if w.Code != http.StatusOK || (w.Header().Get("Refresh") == "5") != moves {
			t.Errorf("%s: %d, Refresh %q", path, w.Code, w.Header().Get("Refresh"))
		}
		return w.Body.String()
	}
	officetest.Has(t, page("/organise/work", false), []string{"Rien n’est en train de partir"}, "<progress")
	var people []events.Person
	for i := range 30 {
		people = append(people, events.Person{ID: fmt.Sprint("p-", i), Name: fmt.Sprint("Personne ", i), Email: fmt.Sprintf("p-%d@example.org", i), Territories: []string{"annecy"}, Category: "elus"})
	}
	d.Must(d.AddPeople(t.Context(), people))
	if _, err := d.Delivery.Write(t.Context(), d.Person("orga"), delivery.Letter{Subject: "Le train", Text: "Il part à 9 h.", Territory: "faverges"}); err != nil {
		t.Fatal(err)
	}
	d.Queued()
	shown := page("/organise/work", true)
	officetest.Has(t, shown, []string{"Premières lettres part en ce moment", "0 / 30", "30 mails attendent", "Lettre – Le train"})
	officetest.Has(t, page("/organise/work?still", false), []string{"La mettre à jour toutes les cinq secondes"})
	all, err := d.Delivery.Mails(t.Context(), delivery.MailQuery{State: delivery.MailQueued, Kind: delivery.MailLetter})
	d.Must(err)
	for _, m := range all[:12] {
		d.Must(d.Delivery.Settle(t.Context(), m, delivery.MailOutcome{}))
	}
	officetest.Has(t, page("/organise/work", true), []string{"12 / 30", "12 mails partis, 18 mails attendent"})
	d.Letters()
	officetest.Has(t, page("/organise/work", false), []string{"30 / 30", "30 mails partis", "terminé"}, "mails attendent")
	for _, person := range []string{"", "rita", "marc", "guy", "emma", "paul"} {
		if w := d.Ask(d.Enter(person), "/organise/work", nil); w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", person, w.Code)
		}
	}
}
