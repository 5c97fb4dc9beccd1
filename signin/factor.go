package signin

import (
	"errors"
	"net/http"

	"parcours/events"
	"parcours/factors"
	"parcours/messages"
)

// secondFactor is the part of "my access" about the second factor: of organisers, and of whoever has one.
type secondFactor struct {
	factors.State
	Since   string
	SetUp   *setUp
	Codes   []string // recovery codes that are shown, this once
	Problem string   // in words
	Few     bool     // recovery codes are left
}

// fewCodes is how many recovery codes are too few.
const fewCodes = 3

func (p *Pages) secondFactor(r *http.Request, words *messages.Printer, who *events.Person) (*secondFactor, error) {
	state, err := p.accounts.Factors.State(r.Context(), who.ID)
	if err != nil || who.Role != events.Organiser && !state.On {
		return nil, err
	}
	f := &secondFactor{State: state, Few: state.On && state.Left <= fewCodes}
	if state.On {
		f.Since = p.moment(words, state.Made)
	}
	return f, nil
}

// factorChanged answers what is asked of the second factor on "my access".
func (p *Pages) factorChanged(w http.ResponseWriter, r *http.Request, who *events.Person, what string) {
	words, all := p.WordsFor(r, who.Language), p.accounts.Factors
	switch what {
	case "begin":
		if who.Role != events.Organiser {
			p.NotFound(w, r)
			return
		}
		p.showSetUp(w, r, who, all.Begin(who), http.StatusOK, "")
	case "confirm":
		codes, err := all.Confirm(r.Context(), who, r.PostForm.Get("factor-token"), typed(r, "code"))
		d, begun := all.Begun(who, r.PostForm.Get("factor-token"))
		if problem := p.refusedCode(w, r, words, err); problem != "" && begun == nil {
			p.showSetUp(w, r, who, d, statusOf(err), problem)
			return
		}
		if err == nil {
			err = p.accounts.EndOthers(r.Context(), who.ID, p.SecretOf(r), p.from(r))
		}
		p.factorDone(w, r, who, codes, err)
	case "codes":
		codes, err := all.Renew(r.Context(), who.ID, typed(r, "code"))
		p.factorDone(w, r, who, codes, err)
	case "end":
		err := all.End(r.Context(), who.ID, typed(r, "code"))
		if p.refusedCode(w, r, words, err) == "" {
			p.back(w, r, err, "unfactored", "factor")
			return
		}
		p.factorDone(w, r, who, nil, err)
	default:
		p.NotFound(w, r)
	}
}

func (p *Pages) showSetUp(w http.ResponseWriter, r *http.Request, who *events.Person, d factors.Draft, status int, problem string) {
	p.showAccess(w, r, who, status, func(_ *messages.Printer, page *accessPage) {
		if page.Factor != nil {
			page.Factor.SetUp = p.setUp(d, page.Action, problem)
		}
	})
}

// factorDone shows recovery codes, once, or why a code was not taken.
func (p *Pages) factorDone(w http.ResponseWriter, r *http.Request, who *events.Person, codes []string, err error) {
	problem := p.refusedCode(w, r, p.WordsFor(r, who.Language), err)
	var bad *events.Invalid
	switch {
	case err == nil:
		p.showAccess(w, r, who, http.StatusOK, func(_ *messages.Printer, page *accessPage) {
			if page.Factor != nil {
				page.Factor.Codes = codes
			}
		})
	case problem != "":
		p.showAccess(w, r, who, statusOf(err), func(_ *messages.Printer, page *accessPage) {
			if page.Factor != nil {
				page.Factor.Problem = problem
			}
		})
	case errors.Is(err, events.ErrNotFound), errors.As(err, &bad): // it is on, or off, already
		http.Redirect(w, r, "/me/access#factor", http.StatusSeeOther)
	default:
		p.Failed(w, r, err)
	}
}
