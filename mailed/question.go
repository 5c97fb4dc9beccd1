package mailed

import (
	"context"
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// questionPage asks one thing of whoever has the link of a mail: a sentence or two, and buttons.
type questionPage struct {
	pages.Frame
	Action   string
	Lead     []string
	AsksName bool
	Name     string
	Problem  string
	Buttons  []questionButton
}

type questionButton struct{ Value, Label string }

// asking is one kind of such a page. A GET changes nothing: robots open every link of a mail.
type asking struct {
	title string // key of the title
	// ask gives the page's words; events.ErrNotFound for a link that is none.
	ask func(ctx context.Context, words *messages.Printer, token string) (lead []string, buttons []string, language string, err error)
	// answer does what a button says, and gives the key of the notice that tells so.
	answer func(ctx context.Context, token, button, name string) (notice string, err error)
	name   bool // it asks for a name too
}

// questions are the pages by path.
func (p *Pages) questions() map[string]asking {
	return map[string]asking{
		"/alias/{token}":       {title: "web.asked.alias", ask: p.askAlias, answer: p.answerAlias},
		"/newcomer/{token}":    {title: "web.asked.newcomer", ask: p.askNewcomer, answer: p.answerNewcomer, name: true},
		"/unsubscribe/{token}": {title: "web.asked.unsubscribe", ask: p.askUnsubscribe, answer: p.answerUnsubscribe},
	}
}

func (p *Pages) question(q asking) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { p.showQuestion(w, r, q, http.StatusOK, "") }
}

func (p *Pages) showQuestion(w http.ResponseWriter, r *http.Request, q asking, status int, problem string) {
	token := mux.Vars(r)["token"]
	_, _, language, err := q.ask(r.Context(), p.WordsFor(r, ""), token)
	if err != nil {
		p.noQuestion(w, r, err)
		return
	}
	words := p.WordsFor(r, language)
	lead, buttons, _, err := q.ask(r.Context(), words, token)
	if err != nil {
		p.noQuestion(w, r, err)
		return
	}
	page := questionPage{
		Frame: p.Frame(words, r.URL.Path, words.T(q.title)), Action: r.URL.Path, Lead: lead, AsksName: q.name, Name: r.PostForm.Get("name"),
	}
	page.Private = true
	page.By(pages.Viewer(r))
	if problem != "" {
		page.Problem = words.T(problem)
	}
	for _, b := range buttons {
		page.Buttons = append(page.Buttons, questionButton{b, words.T("web.asked.button." + b)})
	}
	p.Send(w, status, words.Lang(), templates, "question", page)
}

func (p *Pages) noQuestion(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, events.ErrNotFound) || errors.Is(err, events.ErrForbidden) {
		p.NotFound(w, r)
		return
	}
	p.Failed(w, r, err)
}

// questionAnswered answers the POST. A mail program that unsubscribes with one click sends no button (RFC 8058 §3.2).
func (p *Pages) questionAnswered(q asking) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, pages.MaxForm)
		if err := r.ParseForm(); err != nil {
			p.showQuestion(w, r, q, http.StatusBadRequest, "web.problem.unreadable")
			return
		}
		button := r.PostForm.Get("answer")
		if r.PostForm.Get("List-Unsubscribe") == "One-Click" {
			button = "stop"
		}
		notice, err := q.answer(r.Context(), mux.Vars(r)["token"], button, r.PostForm.Get("name"))
		var bad *events.Invalid
		switch {
		case errors.As(err, &bad):
			p.showQuestion(w, r, q, http.StatusUnprocessableEntity, "web.asked.bad_"+bad.Field)
		case err != nil:
			p.noQuestion(w, r, err)
		default:
			p.Notice(w, r, http.StatusOK, notice)
		}
	})
}

func (p *Pages) askAlias(ctx context.Context, words *messages.Printer, token string) ([]string, []string, string, error) {
	who, a, err := p.Delivery.AliasOf(ctx, token)
	if err != nil {
		return nil, nil, "", err
	}
	return []string{words.T("web.asked.alias_lead", "Address", a.Address, "Own", who.Email)}, []string{"me", "guest"}, who.Language, nil
}

func (p *Pages) answerAlias(ctx context.Context, token, button, _ string) (string, error) {
	if button != "me" && button != "guest" {
		return "", events.Invalidf("button", "choose one of the two")
	}
	_, err := p.Delivery.TellAlias(ctx, token, button == "me")
	return "alias_" + button, err
}

func (p *Pages) askNewcomer(_ context.Context, words *messages.Printer, token string) ([]string, []string, string, error) {
	by, invitee, address, err := delivery.NewcomerOf(p.Events.Programme(), token)
	if err != nil {
		return nil, nil, "", err
	}
	return []string{words.T("web.asked.newcomer_lead", "Address", address, "Invitee", invitee.Name)}, []string{"bring"}, by.Language, nil
}

func (p *Pages) answerNewcomer(ctx context.Context, token, button, name string) (string, error) {
	if button != "bring" {
		return "", events.Invalidf("button", "choose the button")
	}
	return "newcomer_brought", p.Delivery.BringNewcomer(ctx, token, name)
}

func (p *Pages) askUnsubscribe(ctx context.Context, words *messages.Printer, token string) ([]string, []string, string, error) {
	who, err := delivery.UnsubscribeOf(p.Events.Programme(), token)
	if err != nil {
		return nil, nil, "", err
	}
	now, err := p.Delivery.MailsOf(ctx, who.ID)
	if err != nil {
		return nil, nil, "", err
	}
	if now.Wish != delivery.WishNone {
		return []string{words.T("web.asked.stop_lead", "Address", who.Email)}, []string{"stop", "digest", "asked"}, who.Language, nil
	}
	return []string{words.T("web.asked.again_lead", "Address", who.Email)}, []string{"again"}, who.Language, nil
}

// unsubscribeButtons are the buttons of the page and what they wish.
var unsubscribeButtons = map[string]delivery.Wish{"stop": delivery.WishNone, "again": delivery.WishAgain, "digest": delivery.WishDigest, "asked": delivery.WishAsked}

func (p *Pages) answerUnsubscribe(ctx context.Context, token, button, _ string) (string, error) {
	who, err := delivery.UnsubscribeOf(p.Events.Programme(), token)
	if err != nil {
		return "", err
	}
	wish, known := unsubscribeButtons[button]
	if !known {
		return "", events.Invalidf("button", "choose the button")
	}
	return "mails_" + button, p.Delivery.ChooseMails(ctx, who.ID, wish)
}
