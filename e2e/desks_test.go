//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parcours/config"
	"parcours/events"
)

// office is a server that writes to everybody of the example programme, and the mailboxes that they read.
type office struct {
	t *testing.T
	*server
	post      *mailServers
	programme events.Programme
	names     map[string]string // what sessions, split ones and polls of the note are called here, where that is another
	demo      config.Demo       // where days of the note are here, in a story that makes its programme
}

// openOffice starts both. From then on nobody touches a shell.
func openOffice(t *testing.T) *office {
	t.Helper()
	post := startMailServers(t, "")
	file, _ := config.Load([]byte(example(t)))
	o := &office{t: t, post: post, programme: file.Programme}
	o.server = serve(t, post.mailConfig(example(t), ""), "--demo-from", demoDate().Format("2006-01-02"))
	return o
}

// called is the name here of a session of the note.
func (o *office) called(session string) string {
	if here := o.names[session]; here != "" {
		return here
	}
	return session
}

// calledInNote is what the note calls a session here.
func (o *office) calledInNote(here string) string {
	for _, x := range o.programme.Sessions {
		if o.called(x.ID) == here {
			return x.ID
		}
	}
	return here
}

// referent is the first of a delegation.
func (o *office) referent(territory string) events.Person {
	o.t.Helper()
	for _, p := range o.programme.People {
		if p.Role == events.Referent && slices.Contains(p.Territories, territory) {
			return p
		}
	}
	o.t.Fatalf("%s has no referent", territory)
	return events.Person{}
}

// others are the people of a delegation but for that referent; who belongs to two stands with the first.
func (o *office) others(territory string) []events.Person {
	first := o.referent(territory).ID
	var all []events.Person
	for _, p := range o.programme.People {
		if p.ID != first && p.Category != "" && len(p.Territories) > 0 && p.Territories[0] == territory {
			all = append(all, p)
		}
	}
	return all
}

// visit opens the page of somebody's letter.
func (o *office) visit(v *visitor, address string) {
	o.t.Helper()
	l := o.post.letterTo(address, "letter")
	page := l.link(o.server, "/m/")
	if page == "" {
		o.t.Fatalf("the letter to %s leads to no page:\n%s", address, l.text)
	}
	v.open(page)
}

// forOneself answers what a member is asked: the first room, AGORA, and a vote.
func (o *office) forOneself(v *visitor, p events.Person) {
	o.t.Helper()
	o.visit(v, p.Email)
	v.sees(p.Name)
	v.follow(fmt.Sprintf(`#s-%s button[value="yes"]`, o.called("pairs-1-"+p.Category)))
	v.sees("Première session entre pairs – Réponse enregistrée : Oui.")
	v.follow(fmt.Sprintf(`#s-%s button[value="maybe"]`, o.called("agora")))
	v.follow(fmt.Sprintf(`button[form="s-%s"][value="yes"]`, o.called("cloture-c")))
	v.sees("La session de clôture – Réponse enregistrée : Oui.")
}

// signIn leads from the page of the letter to the person's own, by a link that they ask for.
func (o *office) signIn(v *visitor, p events.Person) {
	o.t.Helper()
	o.visit(v, p.Email)
	v.follow(`main a[href="/sign-in"]`)
	o.enter(v, p)
}

// enter asks for the link on the page for signing in, and takes it.
func (o *office) enter(v *visitor, p events.Person) {
	o.t.Helper()
	before := len(o.post.letters(p.Email, "signin"))
	v.write("#address", p.Email)
	v.follow(`form[action^="/sign-in/link"] button`)
	var link string // the last one, which is not one that was used
	until(o.t, "another link to sign in for "+p.Email, func() bool {
		all := o.post.letters(p.Email, "signin")
		if len(all) == before {
			return false
		}
		link = all[len(all)-1].link(o.server, "/enter/")
		return true
	})
	v.open(link)
	v.follow(".choices button")
	v.sees(p.Name)
}

// cell is what a delegation answers of a session: the first letter of the option, and a comment. Faverges answers as its
// copy of the note does: technicians are there, the other categories are no matter of theirs.
func cell(territory, session string) (letter, comment string) {
	switch {
	case strings.HasPrefix(session, "pairs-") && territory == "faverges" && !strings.HasSuffix(session, "-techniciens"):
		return "s", ""
	case strings.HasPrefix(session, "pairs-") && territory == "lomme" && strings.HasSuffix(session, "-ddt"):
		return "n", ""
	case session == "agora" && territory == "vimy":
		return "n", ""
	case session == "gen-3-a" && territory == "faverges":
		return "n", ""
	case session == "gen-3-a":
		return "n", "vacances scolaires"
	case strings.HasPrefix(session, "cloture-") && session != "cloture-c":
		return "p", ""
	}
	return "o", ""
}

const experience = "Retour d'expérience possible de Faverges sur la thématique énergie renouvelables : la mise en place de la ferme photovoltaïque, sur la boucle locale Volte Face (forme d'autoconsommation collective), sur la chaufferie bois / réseau de Chaleur."

// worded is what a delegation answers to an arbitrage: yes or no, and a text.
func worded(territory string, number int) (yesNo, text string) {
	faverges := territory == "faverges"
	switch {
	case number == 2 && territory == "vimy":
		return "no", "Pas ce jour-là"
	case number == 2:
		return "yes", ""
	case number == 3:
		return "", "Les cantines de " + territory
	case number == 4 && faverges:
		return "", experience
	case number == 5 && faverges:
		return "", "ok fait"
	case number == 6 && territory == "reugny":
		return "", "Festival de projections cinématographiques"
	case number == 7 && faverges:
		return "", "" // a document: see document
	case number == 7:
		return "", "1. Le projet\n2. Ce choix\n3. Comment"
	case number == 8 && faverges:
		return "", "oui convient (en présentiel à Paris ou en visio ?)" // in the copy's own words
	case number == 8:
		return "yes", ""
	}
	return "", ""
}

// forDelegation answers all that is asked of a delegation on its desk, where the visitor is.
func (o *office) forDelegation(v *visitor, territory string) {
	o.t.Helper()
	asked := v.all(`#grid select`, "name")
	if len(asked) != 24 {
		o.t.Errorf("%s is asked of %d dates: %v", territory, len(asked), asked)
	}
	for _, name := range asked {
		session := strings.TrimPrefix(name, "answer.")
		letter, comment := cell(territory, o.calledInNote(session))
		if letter == "o" {
			continue // what is left is filled in at once
		}
		v.choose("#answer-"+session, letter)
		if comment != "" {
			v.press(fmt.Sprintf("details:has(> #comment-%s) > summary", session))
			v.write("#comment-"+session, comment)
		}
	}
	v.follow(`section[aria-labelledby="dates"] > .fill button`)
	v.sees("réponses enregistrées")
	for v.has(`section[aria-labelledby="polls"] .fill button`) {
		v.follow(`section[aria-labelledby="polls"] .fill button`)
	}
	if blank := look(o.t, v.ctx, chromedp.Evaluate[int](`[...document.querySelectorAll("#grid select")].filter(e => e.checkVisibility() && !e.value).length`)); blank > 0 {
		o.t.Errorf("%s: %d dates stay blank", territory, blank)
	}
	for number := 1; number <= 8; number++ {
		yesNo, text := worded(territory, number)
		if number == 7 && text == "" {
			o.handIn(v)
		}
		if yesNo == "" && text == "" {
			continue
		}
		id := fmt.Sprintf("a-%s-%d", territory, number)
		if yesNo != "" {
			v.mark("#" + yesNo + "-" + id)
		}
		if text != "" {
			v.write("#text-"+id, text)
		}
		v.follow(fmt.Sprintf(`form[aria-labelledby=%q] .sends > button`, id))
		v.sees(fmt.Sprintf("Arbitrage %d : votre réponse est enregistrée", number))
	}
}

// document is what Faverges hands in for arbitrage 7.
const document = "https://drive.example.org/faverges/note-de-qualification"

// handIn hands it in as a link.
func (o *office) handIn(v *visitor) {
	o.t.Helper()
	const form = `form[action*="/files"]:has(input[name="decision"][value="7"]) `
	v.write(form+`input[name="link"]`, document)
	v.follow(form + ".sends button")
	v.sees("C'est déposé")
}

// guestAndNote brings somebody to the delegation and confirms their briefing, and reads the note.
func (o *office) guestAndNote(v *visitor, territory string) {
	o.t.Helper()
	v.write("#guest-name", "Accueillie à "+territory)
	v.write("#guest-email", "accueil-"+territory+"@example.org")
	v.choose("#guest-category", "T")
	v.follow(`form[aria-labelledby="bring"] .sends button`)
	v.sees("Cette personne est accueillie")
	v.follow(`button[name="briefed"]`)
	v.sees("Transmission confirmée")
	v.follow(fmt.Sprintf(`a[href="/d/%s/note"]`, territory))
	v.sees("Récapitulatif des arbitrages", "Les cantines de "+territory)
	if territory == "faverges" {
		v.sees("ferme photovoltaïque", "ok fait", "en présentiel à Paris ou en visio ?", document)
	}
}

// asReferent is all that a referent does; it gives what answering for the delegation took.
func (o *office) asReferent(v *visitor, territory string) (acts int) {
	o.t.Helper()
	p := o.referent(territory)
	o.forOneself(v, p)
	o.signIn(v, p)
	v.follow(fmt.Sprintf(`.todo a[href="/d/%s"]`, territory))
	before := v.acts
	o.forDelegation(v, territory)
	acts = v.acts - before
	o.guestAndNote(v, territory)
	v.open(o.url + "/me")
	v.follow(`form[action="/sign-out"] button`)
	return acts
}

// asGuest: who was brought has a letter, and answers by its link.
func (o *office) asGuest(v *visitor, territory string) {
	o.t.Helper()
	o.visit(v, "accueil-"+territory+"@example.org")
	v.follow(fmt.Sprintf(`#s-%s button[value="yes"]`, o.called("pairs-1-techniciens")))
	v.sees("Réponse enregistrée : Oui.")
}

// mostActs is how many clicks and keys outside texts all that is asked of Faverges may take.
const mostActs = 45

// longest is how long the longest stories may take where other things run beside them.
const longest = 5 * time.Minute

// wide is a screen on a desk, where nothing of ours runs in the page.
var wide = tab{width: 1100, height: 900}

// in is the office of a subtest.
func (o *office) in(t *testing.T) *office {
	post := *o.post
	post.t = t
	return &office{t: t, server: o.server, post: &post, programme: o.programme, names: o.names, demo: o.demo}
}

// each lets all delegations do something, each in a window of its own; as many at once as the machine has cores.
func (o *office) each(t *testing.T, browser context.Context, name string, do func(o *office, v *visitor, territory string)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		for _, territory := range o.programme.Territories {
			t.Run(territory.ID, func(t *testing.T) {
				t.Parallel()
				do(o.in(t), &visitor{t: t, ctx: another(t, browser, wide, longest), hands: mouse{}}, territory.ID)
			})
		}
	})
}

// everyone of a delegation answers what they are asked; its referent answers for it.
func (o *office) everyone(v *visitor, territory string) {
	o.t.Helper()
	for _, p := range o.others(territory) {
		o.forOneself(v, p)
	}
	acts := o.asReferent(v, territory)
	if territory == "faverges" {
		o.t.Logf("all that is asked of Faverges takes %d clicks and keys", acts)
		if acts > mostActs {
			o.t.Errorf("that is more than %d", mostActs)
		}
	}
	o.asGuest(v, territory)
}

// TestTenDelegations: everybody is given a letter and nothing else, and the browser runs no script.
func TestTenDelegations(t *testing.T) {
	o := openOffice(t)
	browser := openChromium(t, wide, 2*longest)
	o.each(t, browser, "answers", (*office).everyone)
	if !t.Failed() {
		o.checkAnswers(t)
	}
}

// TestOneDelegationEach does the same with script, without a pointer, and with fingers on a small phone.
func TestOneDelegationEach(t *testing.T) {
	o := openOffice(t)
	for _, way := range []struct {
		name, territory string
		shown           tab
		hands           hands
	}{
		{"with script", "faverges", tab{width: wide.width, height: wide.height, script: true}, mouse{}},
		{"by keyboard alone", "vimy", wide, keyboard{}},
		{"by touch", "lomme", tab{width: 360, height: 740, touch: true}, finger{}},
	} {
		t.Run(way.name, func(t *testing.T) {
			v := &visitor{t: t, ctx: openChromium(t, way.shown, limit), hands: way.hands}
			acts := o.asReferent(v, way.territory)
			t.Logf("all that is asked of %s takes %d acts", way.territory, acts)
			o.asGuest(v, way.territory)
			if width := look(t, v.ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth")); width > way.shown.width {
				t.Errorf("the page is %d wide", width)
			}
			o.checkDelegation(t, way.territory)
		})
	}
}

// checkDelegation checks where a delegation stands with its arbitrages at the end.
func (o *office) checkDelegation(t *testing.T, territory string) {
	t.Helper()
	by := o.referent(territory).ID
	for number, got := range o.decisions(territory) {
		yesNo, text := worded(territory, number)
		want := strings.TrimPrefix(map[string]string{"yes": "Oui. ", "no": "Non. "}[yesNo]+text, " ")
		want = strings.TrimSuffix(want, ". ")
		state := "done"
		if number == 4 && text == "" {
			state = "optional"
		}
		if number == 6 && text == "" {
			state = "silent"
		}
		if number == 7 && text == "" {
			want = got.Answer // what was handed in
			if !strings.Contains(want, document) {
				t.Errorf("%s handed in %q", territory, want)
			}
		}
		if got.State != state || got.Answer != want || want != "" && got.By != by {
			t.Errorf("%s, arbitrage %d: %+v, want %s %q", territory, number, got, state, want)
		}
		if got.Question != (number == 8 && territory == "faverges") {
			t.Errorf("%s, arbitrage %d asks back: %t", territory, number, got.Question)
		}
	}
}

// checkAnswers checks all of it, and what the organisers' choice of dates makes of it, as in the year's own story.
func (o *office) checkAnswers(t *testing.T) {
	t.Helper()
	for _, option := range []string{"gen-1", "gen-2", "them-1", "gen-3-b", "cloture-c"} {
		o.command("", "poll", "decide", "--data", o.data, option)
	}
	for _, territory := range o.programme.Territories {
		o.checkDelegation(t, territory.ID)
	}
	said := map[string]string{}
	for _, a := range o.history() {
		if a.Door != "web" {
			t.Errorf("through another door: %+v", a)
		}
		said[a.For+" "+a.Session] = a.Status + " " + a.Comment
	}
	for key, want := range map[string]string{
		"faverges/techniciens pairs-2-techniciens": "ACCEPTED ", "faverges/elus pairs-1-elus": "X-SANS-OBJET ", "lomme/ddt pairs-3-ddt": "DECLINED ",
		"rodez gen-3-a": "DECLINED vacances scolaires", "rodez gen-3-b": "ACCEPTED ", "vimy agora": "DECLINED ", "arras cloture-c": "ACCEPTED ",
		"arras cloture-a": "TENTATIVE ", "reugny prep-cloture": "ACCEPTED ", "bastien-rochard pairs-1-elus": "ACCEPTED ", "ines-charvoz agora": "TENTATIVE ",
	} {
		if said[key] != want {
			t.Errorf("%s: %q, want %q", key, said[key], want)
		}
	}
	has := func(text string, all ...string) {
		t.Helper()
		for _, want := range all {
			if !strings.Contains(plainSpaces(text), plainSpaces(want)) {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
	}
	note := strings.ReplaceAll(o.command("", "note", "--data", o.data, "--delegation", "faverges", "--format", "text"), "’", "'")
	_, recap, _ := strings.Cut(note, "Récapitulatif des arbitrages")
	if got := strings.Count(plainSpaces(recap), "| disponible | sans objet | sans objet | sans objet"); got != 3 {
		t.Errorf("%d rows of the note's table are as the copy has them", got)
	}
	has(recap, "La journée AGORA : oui", "Les cantines de faverges", "la ferme photovoltaïque, sur la boucle locale Volte Face", "Implication citoyenne » : oui",
		"ok fait", "La session de clôture : oui", "oui convient (en présentiel à Paris ou en visio ?)", document)
	has(o.command("", "decisions", "--data", o.data, "--themes", "--format", "csv"), "Alimentation et agriculture,3,Faverges,Les cantines de faverges,",
		`Énergie,4,Faverges,"Retour d'expérience possible`)
	has(o.command("", "answers", "--data", o.data, "--each", "--format", "csv"), "Première session entre pairs,Faverges,", ",Vimy,")
	o.checkPeople(t)
}

// checkPeople checks that each delegation has its guest.
func (o *office) checkPeople(t *testing.T) {
	t.Helper()
	var all []struct {
		Email, Role, Category string
		Territories           []string
	}
	if err := json.Unmarshal([]byte(o.command("", "people", "list", "--data", o.data, "--format", "json")), &all); err != nil {
		t.Fatal(err)
	}
	guests := map[string]bool{}
	for _, p := range all {
		if p.Role == "guest" && p.Category == "techniciens" && len(p.Territories) == 1 {
			guests[p.Email] = p.Email == "accueil-"+p.Territories[0]+"@example.org"
		}
	}
	for _, territory := range o.programme.Territories {
		if !guests["accueil-"+territory.ID+"@example.org"] {
			t.Errorf("%s has no guest: %v", territory.ID, guests)
		}
	}
}
