package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
)

// shell runs a command line beside the journey's server and gives its exit status and all that it prints, typeset.
func (j *journey) shell(stdin string, args ...string) (int, string) {
	j.t.Helper()
	var out printed
	code := run(append(args, "--data", j.folder), strings.NewReader(stdin), &out, &out)
	return code, messages.Typeset(out.text.String())
}

// enters tells whether a login opens CalDAV.
func (j *journey) enters(login, password string) bool {
	_, err := j.service.Accounts.Authenticate(j.t.Context(), login, password, accounts.From{})
	return err == nil
}

// password is the last word that a command printed.
func lastWord(text string) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// Mending somebody's name changes nothing else of theirs: not their role, and not the password that is in their clients.
func TestPeopleKeepTheirPassword(t *testing.T) {
	j := newJourney(t)
	password := lastWord(j.command("people", "add", "--id", "lea", "--email", "lea@example.org", "--name", "Léa", "--role", "referent", "--territory", "Faverges", "--category", "Élus"))
	if !j.enters("lea", password) {
		t.Fatalf("%q does not open her account", password)
	}
	was := *j.service.Programme().Person("lea")
	if said := j.command("people", "add", "--id", "lea", "--name", "Léa M."); said != messages.Typeset("lea@example.org : compte à jour, mot de passe inchangé\n") {
		t.Errorf("%q", said)
	}
	now := *j.service.Programme().Person("lea")
	if now.Name != "Léa M." || now.Role != was.Role || now.Category != "elus" || strings.Join(now.Territories, " ") != "faverges" || now.Email != was.Email {
		t.Errorf("%+v", now)
	}
	file := filepath.Join(t.TempDir(), "contacts.csv")
	j.must(os.WriteFile(file, []byte("id,email,name\nlea,lea@example.org,Léa Martin\nleo,leo@example.org,Léo\n"), 0o600))
	said := j.command("people", "import", "--lang", "en", file)
	if !strings.HasPrefix(said, "lea@example.org: up to date, the password stays\nleo@example.org  ") || !j.enters("leo", lastWord(said)) {
		t.Errorf("%q", said)
	}
	if !j.enters("lea", password) || j.service.Programme().Person("lea").Role != events.Referent {
		t.Error("the table took her password or her role away")
	}
	for _, args := range [][]string{
		{"people", "add", "--id", "lea", "--new-password"}, {"people", "import", "--new-password", file}, {"people", "password", "Léa Martin"},
	} {
		first, _, _ := strings.Cut(j.command(args...), "\n")
		if j.enters("lea", password) || !j.enters("lea", lastWord(first)) {
			t.Errorf("%v: asked for a new one, got %q", args, first)
		}
		password = lastWord(first)
	}
	for _, bad := range []string{"court\n", "motdepasse\n", ""} { // nothing changes
		if code, said := j.shell(bad, "people", "add", "--id", "lea", "--name", "Autre", "--password-stdin"); code != 1 || j.service.Programme().Person("lea").Name != "Léa Martin" {
			t.Errorf("%q: %d %s", bad, code, said)
		}
	}
	if code, said := j.shell("", "people", "add", "--id", "lou", "--name", "Lou"); code != 1 || !strings.Contains(said, "e-mail address") {
		t.Errorf("somebody new without address: %d %s", code, said)
	}
}

// Somebody of a delegation whom nothing places there is taken, and it is said.
func TestPeopleWithoutAPlaceAreNamed(t *testing.T) {
	j := newJourney(t)
	const where, who = "Lea n'a pas de territoire", "Lea n'a pas de catégorie"
	for _, c := range []struct {
		options []string
		says    []string
	}{
		{[]string{"--role", "member"}, []string{where, who}}, {[]string{"--territory", "Faverges"}, []string{who}},
		{[]string{"--category", "elus", "--role", "expert"}, nil}, {[]string{"--role", "member"}, nil},
	} {
		_, said := j.shell("", append([]string{"people", "add", "--id", "lea", "--email", "lea@example.org", "--name", "Lea"}, c.options...)...)
		for _, warning := range []string{where, who} {
			if strings.Contains(said, messages.Typeset(warning)) != slices.Contains(c.says, warning) {
				t.Errorf("%v: %s", c.options, said)
			}
		}
	}
	file := filepath.Join(t.TempDir(), "contacts.csv")
	j.must(os.WriteFile(file, []byte("nom;courriel;rôle\nLou;lou@example.org;membre\n"), 0o600))
	if _, said := j.shell("", "people", "import", "--lang", "en", file); !strings.Contains(said, "Lou has no territory") {
		t.Errorf("%s", said)
	}
}

// A link of the command line opens the form, and what is chosen there opens the account.
func TestPasswordLinkOfACommand(t *testing.T) {
	j := newJourney(t)
	if code, said := j.shell("", "people", "password", "gerard-delcroze", "--link"); code != 1 || !strings.Contains(said, "start serve once") {
		t.Errorf("without address: %d %s", code, said)
	}
	j.must(j.service.SetAddress(t.Context(), j.url))
	link := lastWord(j.command("people", "password", "gerard-delcroze", "--link"))
	res, err := http.PostForm(link, url.Values{"password": {"trois petits moulins"}, "again": {"trois petits moulins"}})
	j.must(err)
	res.Body.Close()
	if res.StatusCode != http.StatusOK || !j.enters("gerard-delcroze", "trois petits moulins") {
		t.Errorf("%s: %s", link, res.Status)
	}
	if !strings.HasPrefix(lastWord(j.command("people", "add", "--id", "lea", "--email", "lea@example.org", "--name", "Léa", "--link")), j.url+"/password/") {
		t.Error("no link for somebody new")
	}
}

// A link of the command line signs in, once.
func TestSignInLinkOfACommand(t *testing.T) {
	j := newJourney(t)
	if code, said := j.shell("", "people", "link", "gerard-delcroze"); code != 1 || !strings.Contains(said, "start serve once") {
		t.Errorf("without address: %d %s", code, said)
	}
	j.must(j.service.SetAddress(t.Context(), j.url))
	link := lastWord(j.command("people", "link", "gerard-delcroze"))
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i, want := range []int{http.StatusSeeOther, http.StatusNotFound} {
		res, err := browser.PostForm(link, nil)
		j.must(err)
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%d: %s: %s", i, link, res.Status)
		}
	}
	for _, args := range [][]string{{"people", "link", "nobody"}, {"people", "link", "--for", "200h", "gerard-delcroze"}, {"people", "link", "--for", "soon", "gerard-delcroze"}} {
		if code, said := j.shell("", args...); code == 0 {
			t.Errorf("%v: %s", args, said)
		}
	}
}

func TestPeopleRemoveAndList(t *testing.T) {
	j := newJourney(t)
	j.command("answers", "set", "--person", "gerard-delcroze", "--session", "agora", "--status", "yes", "--by", "agathe-lormeau")
	list := j.command("people", "list")
	if head := regexp.MustCompile(`^Identifiant +Adresse +Nom +Rôle +Territoire +Catégorie\n`); !head.MatchString(list) || !strings.Contains(list, "référent·e") {
		t.Errorf("%.300s", list)
	}
	said := j.command("people", "remove", "gerard-delcroze")
	if !strings.Contains(said, "ne participe plus") || !strings.Contains(said, "Le fichier de configuration nomme aussi") {
		t.Errorf("%q", said)
	}
	if strings.Contains(j.command("people", "list"), "gerard-delcroze") {
		t.Error("he is still listed")
	}
	if history := j.command("answers", "--history"); !strings.Contains(history, "personne retirée") || strings.Contains(history, "Gérard") || strings.Contains(history, "gerard-delcroze") {
		t.Errorf("his answer:\n%s", history)
	}
	if code, said := j.shell("", "people", "remove", "personne"); code != 1 || !strings.Contains(said, "no such person; parcours people list shows them") {
		t.Errorf("%d %s", code, said)
	}
}

// A table of contacts as a French spreadsheet saves it.
func TestImportSpreadsheet(t *testing.T) {
	const table = "nom;prénom;courriel;territoire;catégorie;Rôle;fonction;\r\n" +
		"D'Œuvre;Hélène;h.doeuvre@example.org;PETR Albigeois et Bastides;Élus;Référente;Maire;\r\n" +
		"Roux;Zoé;zoe.roux@example.org;\"Faverges, Rodez\";ddt;;;\r\n" +
		";;;;;;;\r\n" +
		"Delcroze;Gérard;gerard.delcroze@example.org;arras;Techniciens;référent;;\r\n"
	latin, err := charmap.Windows1252.NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	for name, octets := range map[string]string{
		"UTF-8 with its mark": "\ufeff" + strings.Replace(table, "nom", `"nom"`, 1), "Windows-1252": latin, "tabulators": strings.ReplaceAll(table, ";", "\t"),
		"other order and case": "\ufeffTERRITOIRE;Catégorie;COURRIEL;PRÉNOM;NOM;ROLE;Fonction\n" +
			"petr albigeois et bastides;ÉLUS;h.doeuvre@example.org;Hélène;D'Œuvre;réferente;Maire\n\"faverges / rodez\";DDT;zoe.roux@example.org;Zoé;Roux;;\n",
	} {
		j := newJourney(t)
		file := filepath.Join(t.TempDir(), "contacts.csv")
		j.must(os.WriteFile(file, []byte(octets), 0o600))
		before := len(j.service.Programme().People())
		said := j.command("people", "import", file)
		helene, zoe := j.service.Programme().Person("helene-d-oeuvre"), j.service.Programme().Person("zoe-roux")
		if helene == nil || zoe == nil || len(j.service.Programme().People()) < before+2 {
			t.Fatalf("%s: %s", name, said)
		}
		if helene.Name != "Hélène D'Œuvre" || helene.Role != events.Referent || helene.Territories[0] != "albigeois" || helene.Category != "elus" || helene.Function != "Maire" {
			t.Errorf("%s: %+v", name, helene)
		}
		if strings.Join(zoe.Territories, " ") != "faverges rodez" || zoe.Category != "ddt" || zoe.Role != events.Member {
			t.Errorf("%s: %+v", name, zoe)
		}
	}
}

// What cannot be read is named with its line, in the reader's language, and nothing of the table is taken.
func TestImportRefusesWithTheLine(t *testing.T) {
	j := newJourney(t)
	taken := j.service.Programme().Person("gerard-delcroze").Email
	file := filepath.Join(t.TempDir(), "contacts.csv")
	before := len(j.service.Programme().People())
	for _, c := range []struct {
		table  string
		fr, en []string
	}{
		{"", []string{":1: le tableau est vide"}, []string{":1: the table is empty"}},
		{"nom;téléphone\nRoux;06\n", []string{":1: colonne inconnue « téléphone »", ":1: il manque une colonne « courriel »", "2 points à corriger"}, []string{":1: unknown column “téléphone”"}},
		{"nom;courriel;territoire;catégorie\nZoé;zoe@example.org;Faverges;Élus\nLou;lou@example.org;Favergues;Maires\n",
			[]string{":3: « Favergues » n'est pas un territoire du programme ; il y a : Annecy, Arras,", ":3: « Maires » n'est pas une catégorie du programme ; il y a : Techniciens, Élus"},
			[]string{":3: “Favergues” is not a territory of the programme; there is: Annecy"}},
		{"nom;courriel\nZoé;zoe\n;lou@example.org\nSam;\n", []string{":2: « zoe » n'est pas une adresse e-mail", ":3: il manque le nom", ":4: il manque l'adresse e-mail", "3 points"}, []string{":4: the e-mail address is missing"}},
		{"nom;courriel;rôle;langue\nZoé;zoe@example.org;cheffe;it\nLou;lou@example.org;référente;fr\nSam;zoe@example.org;;\n",
			[]string{":2: rôle inconnu « cheffe »", ":2: langue inconnue « it »", ":3: Lou répond pour une délégation", ":4: « zoe@example.org » se trouve déjà à la ligne 2"}, []string{":3: Lou answers for a delegation"}},
		{"id;nom;courriel\nZoé;Zoé;zoe@example.org\nzoe;Zoé;" + taken + "\n", []string{":2: identifiant « Zoé »", ":3: " + taken + " est déjà l'adresse de « gerard-delcroze »"}, []string{":2: id “Zoé”"}},
		{"nom;courriel\nZoé;zoe@example.org\n\"Lou;lou@example.org\n", []string{":3: cette ligne ne se lit pas", "1 ligne à corriger"}, []string{":3: this line cannot be read"}},
	} {
		j.must(os.WriteFile(file, []byte(c.table), 0o600))
		for lang, wants := range map[string][]string{"fr": c.fr, "en": c.en} {
			code, said := j.shell("", "people", "import", "--lang", lang, file)
			for _, want := range wants {
				if code != 1 || !strings.Contains(said, messages.Typeset(want)) {
					t.Errorf("%q: %d, no %q in\n%s", c.table, code, want, said)
				}
			}
		}
	}
	if n := len(j.service.Programme().People()); n != before {
		t.Errorf("%d people were taken", n-before)
	}
}

// Two people of one name are two people, and nobody gets the id of somebody who was removed.
func TestImportMakesIDs(t *testing.T) {
	j := newJourney(t)
	file := filepath.Join(t.TempDir(), "contacts.csv")
	add := func(rows string) {
		j.must(os.WriteFile(file, []byte("nom;courriel\n"+rows), 0o600))
		j.command("people", "import", file)
	}
	add("Zoé Roux;zoe@example.org\nZoé Roux;zoe.roux@example.org\n")
	j.command("people", "remove", "zoe-roux")
	add("Zoé Roux;autre@example.org\n")
	add("Zoé R.;zoe@example.org\n")
	for id, email := range map[string]string{"zoe-roux": "zoe@example.org", "zoe-roux-2": "zoe.roux@example.org", "zoe-roux-3": "autre@example.org"} {
		if p := j.service.Programme().Person(id); p == nil || p.Email != email {
			t.Errorf("%s: %+v, want %s", id, p, email)
		}
	}
}
