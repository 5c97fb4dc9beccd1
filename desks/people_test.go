package desks

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"parcours/events"
)

const people = "/d/faverges/people"

// Who may do what with the people of a delegation, by each form.
func TestPeopleAreForTheReferent(t *testing.T) {
	d := openDesk(t)
	for _, person := range d.everybody() {
		cookie := d.enter(person)
		reads, changes := strings.Contains(" rita marc orga ", " "+person+" "), strings.Contains(" rita orga ", " "+person+" ")
		if w := d.get(cookie, people); person != "" && (w.Code == http.StatusOK) != reads || person == "" && w.Code != http.StatusNotFound {
			t.Errorf("%s reads: %d", person, w.Code)
		} else if reads && strings.Contains(w.Body.String(), "marc@example.org") != changes {
			t.Errorf("%s sees addresses: %t", person, !changes)
		}
		for name, form := range map[string]url.Values{
			"add":    {"email": {"n-" + person + "@example.org"}, "name": {"Nouvelle " + person}},
			"table":  {"table": {"nom;courriel\nNom;t-" + person + "@example.org"}, "keep": {"yes"}},
			"look":   {"table": {"nom;courriel\nNom;t-" + person + "@example.org"}},
			"remove": {"remove": {"nobody"}},
		} {
			w := d.post(cookie, people, form)
			want := map[bool]int{true: http.StatusSeeOther, false: http.StatusNotFound}[changes && person != "" && name != "remove"]
			if name == "look" && changes && person != "" {
				want = http.StatusOK
			}
			if w.Code != want {
				t.Errorf("%s, %s: %d, want %d", person, name, w.Code, want)
			}
		}
	}
	for _, p := range d.Programme().People() {
		if strings.HasPrefix(p.Email, "n-") || strings.HasPrefix(p.Email, "t-") {
			if !strings.Contains(p.Email, "-rita@") && !strings.Contains(p.Email, "-orga@") || p.Role != events.Member || len(p.Territories) != 1 || p.Territories[0] != "faverges" {
				t.Errorf("%+v", p)
			}
		}
	}
}

// A referent adds, changes and takes out members of their own delegation, and nobody else.
func TestReferentChangesPeople(t *testing.T) {
	d := openDesk(t)
	rita := d.enter("rita")
	d.goes(rita, d.post(rita, people, url.Values{"email": {"lea@example.org"}, "name": {"Léa Martin"}, "category": {"elus"}, "function": {"Adjointe"}}), "Léa Martin")
	lea := d.Person("lea-martin")
	if lea.Role != events.Member || lea.Category != "elus" || lea.Function != "Adjointe" || lea.Territories[0] != "faverges" {
		t.Errorf("%+v", lea)
	}
	d.Answer("marc", "agora", events.Accepted)
	d.goes(rita, d.post(rita, people, url.Values{"id": {"marc"}, "email": {"marc@example.org"}, "name": {"Marc Aurèle"}, "category": {"techniciens"}}), "Marc Aurèle")
	if marc := d.Person("marc"); marc.Category != "techniciens" || marc.Role != events.Member {
		t.Errorf("%+v", marc)
	}
	d.goes(rita, d.post(rita, people, url.Values{"remove": {"marc"}}), "n'est plus de la délégation")
	if d.Programme().Person("marc") != nil || len(d.AllAnswers()) != 1 {
		t.Error("he is still there, or what he answered is not")
	}
	for name, c := range map[string]struct {
		form url.Values
		why  string
	}{
		"a member of another delegation": {url.Values{"id": {"anne"}, "email": {"anne@example.org"}, "name": {"Anne"}}, "n'est pas de votre délégation"},
		"an address of somebody":         {url.Values{"email": {"anne@example.org"}, "name": {"Anne"}}, "n'est pas de votre délégation"},
		"an organiser":                   {url.Values{"id": {"orga"}, "email": {"orga@example.org"}, "name": {"Olga"}}, "n'est pas de votre délégation"},
		"the login of a member":          {url.Values{"id": {"lea-martin"}, "email": {"moi@example.org"}, "name": {"Léa Martin"}}, "L'adresse sert à entrer"},
		"the login of who was taken out": {url.Values{"id": {"marc"}, "email": {"moi@example.org"}, "name": {"Marc Aurèle"}}, "L'adresse sert à entrer"},
		"nothing":                        {url.Values{"email": {""}, "name": {""}}, "ne se lit pas"},
		"no address":                     {url.Values{"email": {"nulle part"}, "name": {"Qui"}}, "adresse e-mail"},
	} {
		before := *d.Person("anne")
		w := d.post(rita, people, c.form)
		d.has(w, http.StatusUnprocessableEntity, c.why)
		if after := *d.Person("anne"); after.Name != before.Name || after.Territories[0] != "annecy" {
			t.Errorf("%s: %+v", name, after)
		}
	}
	for _, id := range []string{"anne", "orga", "rita", "emma"} {
		if w := d.post(rita, people, url.Values{"remove": {id}}); w.Code != http.StatusNotFound || d.Programme().Person(id) == nil {
			t.Errorf("a referent takes out %s: %d", id, w.Code)
		}
	}
}

// Who was taken out comes back with their own address, and another one of their name is somebody else.
func TestPersonComesBack(t *testing.T) {
	d := openDesk(t)
	rita, marc := d.enter("rita"), *d.Person("marc")
	d.goes(rita, d.post(rita, people, url.Values{"remove": {"marc"}}), "n'est plus de la délégation")
	d.goes(rita, d.post(rita, people, url.Values{"email": {"autre@example.org"}, "name": {marc.Name}}), marc.Name)
	if d.Programme().Person("marc") != nil || d.Programme().ByAddress("autre@example.org") == nil {
		t.Error("a namesake has the place of who was taken out")
	}
	d.goes(rita, d.post(rita, people, url.Values{"email": {marc.Email}, "name": {marc.Name}}), marc.Name)
	if back := d.Programme().Person("marc"); back == nil || back.Email != marc.Email {
		t.Errorf("%+v", back)
	}
}

// A French spreadsheet, with semicolons and in Windows-1252, is shown line by line before anything of it is kept.
func TestTableOfPeople(t *testing.T) {
	d := openDesk(t)
	rita := d.enter("rita")
	table := "Nom;Prénom;Courriel;Catégorie;Fonction\r\nŒuvrard;Hélène;helene@example.org;Élus;Maire\r\n;Marc;marc@example.org;Élus;\r\n"
	octets, err := charmap.Windows1252.NewEncoder().Bytes([]byte(table))
	d.Must(err)
	for name, w := range map[string]string{
		"a file in Windows-1252": d.upload(rita, people, octets).Body.String(),
		"a file with its mark":   d.upload(rita, people, append([]byte("\ufeff"), table...)).Body.String(),
		"pasted":                 d.post(rita, people, url.Values{"table": {strings.ReplaceAll(table, ";", "\t")}}).Body.String(),
	} {
		if !strings.Contains(w, "Hélène Œuvrard") || !strings.Contains(w, "Nouvelle personne") || !strings.Contains(w, "Déjà là") || !strings.Contains(w, "Enregistrer tout cela") {
			t.Errorf("%s:\n%s", name, w)
		}
	}
	if len(d.Programme().Delegation("faverges")) != 3 {
		t.Fatal("looking at it kept it")
	}
	d.goes(rita, d.post(rita, people, url.Values{"table": {table}, "keep": {"yes"}}), "Hélène Œuvrard")
	for what, c := range map[string][2]string{
		"a line of another delegation": {"nom;courriel;territoire\nZoé;zoe@example.org;Annecy\n", "n'est pas de votre délégation"},
		"a role beyond member":         {"nom;courriel;rôle\nZoé;zoe@example.org;organisatrice\n", "rôles autres que membre"},
		"a line that cannot be read":   {"nom;courriel\nZoé;zoe at example.org\n", "2: "},
		"an address of somebody":       {"identifiant;nom;courriel\nnouvelle;Qui;anne@example.org\n", "anne@example.org est déjà l’adresse de quelqu’un"},
		"no heads":                     {"Zoé;zoe@example.org\n", "1: "},
		"nothing":                      {"", "le tableau est vide"},
	} {
		for _, keep := range []string{"", "yes"} {
			w := d.post(rita, people, url.Values{"table": {c[0]}, "keep": {keep}})
			d.has(w, http.StatusOK, c[1], "Rien n'a été enregistré")
			if strings.Contains(w.Body.String(), "Enregistrer tout cela") || d.Programme().Person("zoe") != nil {
				t.Errorf("%s can be kept", what)
			}
		}
	}
	orga := d.enter("orga")
	d.goes(orga, d.post(orga, people, url.Values{"table": {"nom;courriel;rôle\nZoé;zoe@example.org;référente\n"}, "keep": {"yes"}}), "Zoé")
	if zoe := d.Person("zoe"); !zoe.ReferentOf("faverges") {
		t.Errorf("an organiser gives another role: %+v", zoe)
	}
}
