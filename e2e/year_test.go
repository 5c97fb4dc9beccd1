//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"maps"
	"net/smtp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parcours/story"
)

// decide decides both polls.
func (o *office) decide(v *visitor) {
	o.t.Helper()
	for _, option := range []string{"gen-1", "gen-2", "them-1", "gen-3-b", "cloture-c"} {
		v.open(o.url + "/organise/polls")
		v.follow(fmt.Sprintf(`a[href^="/organise/polls/%s"]:not([href*="/edit"])`, o.called(option)))
		v.follow(`button[value="decide"]`)
		v.sees("La date est choisie.")
	}
}

// takePresence records who came to the third session between peers, and asks only those to AGORA.
func (o *office) takePresence(v *visitor) {
	o.t.Helper()
	v.open(o.url + "/organise/presence/" + o.called("pairs-3"))
	room := o.called("pairs-3-elus")
	v.follow(fmt.Sprintf(`#p-%s-bastien-rochard button[value="yes"]`, room))
	v.choose("#person", "irène")
	v.choose("#room", "élus")
	v.follow(`section[aria-labelledby="other"] button`)
	if !v.has(fmt.Sprintf("#p-%s-irene-castaing.came", room)) || !v.has(fmt.Sprintf("#p-%s-bastien-rochard.came", room)) {
		o.t.Errorf("who came is not said:\n%s", v.text())
	}
	v.open(o.url + "/organise/presence/" + o.called("agora"))
	v.sees("Lucie Fontval")
	v.follow(`button[value="narrow"]`)
	v.sees("Seules les personnes venues restent invitées.")
}

// writeLetter writes to a category, and looks at it as each will get it.
func (o *office) writeLetter(v *visitor) {
	o.t.Helper()
	v.open(o.url + "/organise/mail")
	v.choose("#territory", "rodez")
	v.write("#subject", "Avant la session de clôture")
	v.write("#text", "Merci de vos votes. Une question : qui vient avec un instrument ?")
	v.mark("#urgent")
	v.follow(`form:has(#subject) button[value="preview"]`)
	v.sees("Florence Aubracq")
	v.follow(`button[value="save"]`)
	if l := o.post.letterTo("florence.aubracq@example.org", "written"); !strings.Contains(l.text, "un instrument") {
		o.t.Errorf("the letter says\n%s", l.text)
	}
}

// settleMail: a stranger answers somebody's letter, and an organiser says what that is.
func (o *office) settleMail(v *visitor) {
	o.t.Helper()
	to := o.post.letterTo("marc.oisemont@example.org", "letter").reply
	message := "From: Inconnue <inconnue@example.org>\r\nTo: " + to + "\r\nSubject: Le car\r\nMessage-ID: <car@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour, y a-t-il un car ?\r\n"
	if err := smtp.SendMail(o.post.smtp, nil, "inconnue@example.org", []string{to}, []byte(message)); err != nil {
		o.t.Fatal(err)
	}
	until(o.t, "the message that waits", func() bool {
		v.open(o.url + "/organise/mail")
		return v.has(`button[name="nothing"]`)
	})
	v.sees("Le car")
	v.follow(`button[name="nothing"]`)
	if v.has(`button[name="nothing"]`) {
		o.t.Errorf("it waits still:\n%s", v.text())
	}
}

// enterDay puts something into a delegation's agenda.
func (o *office) enterDay(v *visitor, kind, title, day, from, to string) {
	o.t.Helper()
	v.choose("#kind", kind)
	v.write("#title-new", title)
	v.date("#date-new", o.day(day).Format(time.DateOnly))
	v.hour("#from-new", from)
	v.hour("#to-new", to)
	v.follow(`form:has(#kind) .sends button`)
}

// atDesk lets a referent do something who has signed in.
func (o *office) atDesk(v *visitor, territory string, do func(o *office, v *visitor)) {
	o.t.Helper()
	v.open(o.url + "/sign-in")
	o.enter(v, o.referent(territory))
	do(o, v)
	v.open(o.url + "/me")
	v.follow(`form[action="/sign-out"] button`)
}

// TestTheYearInABrowser: a programme that begins with its delegations alone is made, answered, decided and ended on pages, without script
// and without a shell, and ends as the year 2022 did.
func TestTheYearInABrowser(t *testing.T) {
	o := openEmptyOffice(t)
	browser := openChromium(t, wide, 4*longest)
	organiser := &visitor{t: t, ctx: another(t, browser, wide, 4*longest), hands: mouse{}}
	organiser.open(o.url + "/sign-in")
	o.enter(organiser, o.person("agathe-lormeau"))
	tell := func(chapter string, do func(*visitor)) {
		start := time.Now()
		do(organiser)
		t.Logf("%s: %s", chapter, time.Since(start).Round(time.Second))
	}
	tell("sessions", o.makeSessions)
	tell("polls", o.makePolls)
	tell("arbitrages", o.makeArbitrages)
	if t.Failed() {
		return
	}
	tell("answers", func(*visitor) { o.each(t, browser, "answers", (*office).everyone) })
	if t.Failed() {
		return
	}
	tell("polls decided", o.decide)
	tell("presence", o.takePresence)
	tell("letters", o.writeLetter)
	tell("mail that waits", o.settleMail)
	tell("agendas", func(*visitor) { o.agendas(t, browser) })
	tell("a day granted", o.grantDay)
	tell("a question", func(v *visitor) { o.askBack(t, browser, v) })
	tell("notes", o.exportNotes)
	tell("what came by mail", func(*visitor) { o.lettersAreSound(t, browser) })
	if !t.Failed() {
		o.ended(t).Check()
	}
}

// agendas: Vimy enters five days of its expert, Reugny its festival, and the expert says that she comes to AGORA.
func (o *office) agendas(t *testing.T, browser context.Context) {
	v := &visitor{t: t, ctx: another(t, browser, wide, longest), hands: mouse{}}
	o.atDesk(v, "vimy", func(o *office, v *visitor) {
		v.open(o.url + "/d/vimy/agenda")
		for day := 2; day <= 6; day++ {
			o.enterDay(v, "un j", "Cantine durable", fmt.Sprintf("2022-05-%02d", day), "09:00", "17:00")
		}
		v.sees("À valider")
	})
	o.atDesk(v, "reugny", func(o *office, v *visitor) {
		v.open(o.url + "/d/reugny/agenda")
		o.enterDay(v, "un é", "Festival de projections cinématographiques", "2022-09-17", "18:00", "23:00")
		o.enterDay(v, "la p", "Préparation de la journée de dialogue", "2022-07-05", "09:00", "12:00")
		o.enterDay(v, "la j", "Journée de dialogue : festival de projections cinématographiques", "2022-09-08", "09:00", "17:00")
	})
	v.open(o.url + "/sign-in")
	o.enter(v, o.person("irene-castaing"))
	v.follow(fmt.Sprintf(`#s-%s button[value="yes"]`, o.called("agora")))
	v.sees("Réponse enregistrée : Oui.")
}

// grantDay grants what Vimy asks for beyond its budget.
func (o *office) grantDay(v *visitor) {
	o.t.Helper()
	v.open(o.url + "/organise/days")
	form := `section[aria-labelledby="t-vimy"] form `
	v.write(form+`input[name="reason"]`, "le budget le permet")
	v.follow(form + "button")
	v.sees("Le jour est accordé.")
}

// askBack: the organisers answer the question of Faverges with one of theirs, and Faverges says its yes again.
func (o *office) askBack(t *testing.T, browser context.Context, organiser *visitor) {
	organiser.open(o.url + "/organise/arbitrages/faverges")
	organiser.write("#reply-8", "En présentiel à Paris : serez-vous là ?")
	organiser.follow(`form:has(#reply-8) button`)
	organiser.sees("La réponse est enregistrée")
	v := &visitor{t: t, ctx: another(t, browser, wide, longest), hands: mouse{}}
	o.atDesk(v, "faverges", func(o *office, v *visitor) {
		v.open(o.url + "/d/faverges")
		v.sees("serez-vous là ?")
		v.mark("#yes-a-faverges-8") // the same words once more are no answer to the question
		v.follow(`form[aria-labelledby="a-faverges-8"] .sends > button`)
		v.sees("Arbitrage 8 : votre réponse est enregistrée")
	})
}

// exportNotes opens the note of each delegation, and fetches it as a document.
func (o *office) exportNotes(v *visitor) {
	o.t.Helper()
	for _, territory := range o.programme.Territories {
		v.open(o.url + "/d/" + territory.ID + "/note")
		v.sees("Récapitulatif des arbitrages", "Les cantines de "+territory.ID)
		document := look(o.t, v.ctx, chromedp.Evaluate[[]string](fmt.Sprintf(
			`fetch("/d/%s/note.odt").then(r => r.arrayBuffer().then(b => [String(r.status), String.fromCharCode(...new Uint8Array(b.slice(0, 2)))]))`, territory.ID), chromedp.EvalAwaitPromise))
		if !slices.Equal(document, []string{"200", "PK"}) {
			o.t.Errorf("%s: the document is %q", territory.ID, document)
		}
	}
}

// lettersAreSound has axe look at a mail of each kind that came within the year.
func (o *office) lettersAreSound(t *testing.T, browser context.Context) {
	v, script := &visitor{t: t, ctx: another(t, browser, judgedOn[0], longest), hands: mouse{}}, axeScript(t)
	files := o.lettersAsFiles(t)
	for _, file := range files {
		t.Logf("%s", filepath.Base(file))
		v.sound(script, filepath.Base(file), "file://"+file)
	}
	if len(files) < 5 {
		t.Errorf("mails of %d kinds came", len(files))
	}
}

// ended looks at the year when it is over: by commands and calendar programs, which nobody used before.
func (o *office) ended(t *testing.T) story.End {
	passwords := map[string]string{}
	unfolded := func(text string) string { return strings.Join(lines(text), "\n") + "\n" }
	return story.End{
		T: t, Day: o.day, Feed: func() string { return unfolded(o.get(person{}, "/feeds/all/Parcours.ics")) },
		Command: func(args ...string) string { return o.command("", append(args, "--data", o.data)...) },
		Calendar: func(id, collection string) map[string]string {
			p := o.person(id)
			if passwords[id] == "" {
				shown := strings.Fields(o.command("", "people", "password", "--data", o.data, p.ID))
				passwords[id] = shown[len(shown)-1]
			}
			all := map[string]string{}
			for i, text := range o.objects(person{id, p.Email, passwords[id]}, "/dav/calendars/"+id+"/"+collection+"/") {
				name := fmt.Sprintf("%d.ics", i)
				if found := regexp.MustCompile(`\nUID:(arbitrage-\d+)@`).FindStringSubmatch(unfolded(text)); found != nil {
					name = found[1] + ".ics"
				}
				all[name] = unfolded(text)
			}
			return maps.Clone(all)
		},
	}
}
