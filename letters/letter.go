package letters

import (
	"errors"
	"net/http"
	"strings"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/report"
)

// letterForm is a letter as an organiser typed it.
type letterForm struct {
	Subject, Text, Category, Territory, Silent string
	Urgent                                     bool
}

// letterPreview shows to whom a letter would go, when, and what each would read.
type letterPreview struct {
	office.Frame
	Hidden  []office.Field
	Letters []letterTo
	Others  []letterTo // beyond maxLetters: without their text
}

type letterTo struct{ Name, Email, When, Subject, Text string }

// maxLetters is how many letters are shown whole.
const maxLetters = 20

// letterPosted shows a letter as each will get it, or sends it.
func (p *Pages) letterPosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form := r.PostForm
	f := letterForm{
		Subject: strings.Join(strings.Fields(form.Get("subject")), " "), Text: strings.TrimSpace(strings.ReplaceAll(form.Get("text"), "\r\n", "\n")),
		Category: form.Get("category"), Territory: form.Get("territory"), Silent: form.Get("silent"), Urgent: form.Has("urgent"),
	}
	letter := delivery.Letter{Category: f.Category, Territory: f.Territory, Silent: f.Silent, Subject: f.Subject, Text: f.Text, Urgent: f.Urgent}
	step := form.Get("step")
	if step == "back" {
		p.showMail(w, r, who, http.StatusOK, f, func(*messages.Printer, *lettersPage) {})
		return
	}
	send := p.delivery.Outgoing
	if step == "save" {
		send = p.delivery.Write
	}
	all, err := send(r.Context(), who, letter)
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showMail(w, r, who, http.StatusUnprocessableEntity, f, func(words *messages.Printer, page *lettersPage) { page.Problem = words.T("letters.wrong." + bad.Field) })
	case err == nil && len(all) == 0:
		p.showMail(w, r, who, http.StatusUnprocessableEntity, f, func(words *messages.Printer, page *lettersPage) { page.Problem = words.T("letters.wrong.nobody") })
	case errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	case step == "save":
		office.SendBack(w, r, "/organise/mail?saved=sent")
	default:
		p.previewLetter(w, r, who, letter, all)
	}
}

func (p *Pages) previewLetter(w http.ResponseWriter, r *http.Request, who *events.Person, letter delivery.Letter, all []delivery.Leaving) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	page := &letterPreview{Frame: p.Frame(words, "/organise/mail", words.T("letters.preview", "Count", len(all))), Hidden: office.HandedOn(r, "step")}
	for _, one := range all {
		to := letterTo{Name: one.Person.Name, Email: one.Person.Email, When: words.T("command.at_once"), Subject: letter.Subject, Text: letter.Text}
		if one.Why != delivery.WaitsForNothing {
			to.When = words.T("command.waits."+string(one.Why), "At", report.Moment(words, snap, one.At))
		}
		if len(page.Letters) == maxLetters {
			page.Others = append(page.Others, to)
			continue
		}
		if p.letter != nil {
			var err error
			to.Subject, to.Text, err = p.letter(&delivery.Message{
				Mail: delivery.Mail{Kind: delivery.MailWritten, Person: one.Person.ID}, To: one.Person, Programme: snap, Subject: letter.Subject, Text: letter.Text,
			})
			if err != nil {
				p.Failed(w, r, err)
				return
			}
		}
		page.Letters = append(page.Letters, to)
	}
	p.Send(w, http.StatusOK, words.Lang(), templates, "letter", page)
}
