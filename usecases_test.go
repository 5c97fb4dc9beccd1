package parcours_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// notOnAPage are the use cases of the rooms that no page has a form or a view for, and why.
var notOnAPage = map[string]string{
	// events
	"events.Apply":            "a file is applied where the file is: at start, on SIGHUP, by the command apply",
	"events.DropCancelled":    "a daily job",
	"events.AnswerDecisionIn": "AnswerDecision, in the transaction of another room",
	"events.RespondIn":        "Respond, in the transaction of another room",
	"events.Notify":           "an effect of what a page does, stored with it",
	"events.MakeSession":      "an organiser's calendar, of an event; a page makes sessions whole (AddSessions)",
	"events.Reschedule":       "Replan of one session: the page of sessions calls that",
	"events.Reload":           "the program itself",
	"events.OpenSession":      "the command open; a delegation proposes in its agenda, and an organiser makes a session of it",
	// delivery
	"delivery.Aliases":       "the command mail aliases; an organiser sees the message that waits",
	"delivery.ForgetAlias":   "the command mail aliases --forget: what was settled on a page is taken back where one sees them all",
	"delivery.ToSend":        "the program itself, when a mail leaves",
	"delivery.ExpandNotices": "the program itself, when the hold ends",
	"delivery.DueMails":      "the program itself, when mails leave",
	"delivery.Compose":       "the program itself, when a mail leaves, and the command mail show",
	"delivery.Settle":        "the program itself, after a mail left",
	"delivery.Hold":          "the program itself, before a mail leaves",
	"delivery.Preview":       "the command mail send --dry-run; a page shows what one change would let leave (Foresee)",
	"delivery.Refuse":        "the program itself, of a message that cannot be read",
	"delivery.Returned":      "the program itself, of a delivery report",
	"delivery.Receive":       "the program itself, of a message that came in",
	"delivery.Answered":      "the program itself, of a message that came in",
	"delivery.Remind":        "a daily job",
	// accounts
	"accounts.Authenticate":   "calendar programs; a browser signs in (SignIn)",
	"accounts.NewAppPassword": "the command people; on a page a person makes one a device (AddDevice)",
	"accounts.FirstPasswords": "the first start of an example",
	"accounts.HasPassword":    "the command people, which says whether it stays",
	"accounts.FeedReader":     "feeds",
	"factors.ConfirmIn":       "Confirm, in the transaction of who enters for the first time with one (accounts.Half)",
	"factors.Require":         "the configuration file says whether organisers must have one",
	"busylinks.BusyOf":        "busy times, at the address that somebody gave away",
	"accounts.SetPassword":    "the command people; on a page a person chooses their own by a link (ChoosePassword)",
	"accounts.LastSeen":       "the program itself, when a mail leaves; a page of everybody reads all at once (record.Seen)",
	"accounts.Touch":          "calendar programs and feeds",
}

// calendarClients are the use cases of a calendar program alone: pages show the programme, and calendars are kept in programs.
const calendarClients = "calendar programs have it: a page would be a calendar program"

// Everything that a command or a calendar can do to the programme can be done on a page: each use case of a room is called by one, or
// it is said why not. A reason for what is on a page by now is no reason.
func TestUseCasesHaveAPage(t *testing.T) {
	called := map[string]bool{}
	for _, door := range []string{"organise", "roster", "attendance", "letters", "filing", "exports", "shelf", "web", "mailed", "signin", "desks", "pages", "polls", "arbitrages", "questions"} {
		for _, f := range parsed(t, door) {
			ast.Inspect(f, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					called[sel.Sel.Name] = true
				}
				return true
			})
		}
	}
	seen := map[string]bool{}
	for _, room := range []string{"events", "delivery", "accounts", "busylinks", "factors", "calendars", "polls", "arbitrages", "asks"} {
		for _, f := range parsed(t, room) {
			for _, d := range f.Decls {
				if useCase(d) == 0 {
					continue
				}
				name := room + "." + d.(*ast.FuncDecl).Name.Name
				seen[name] = true
				why := notOnAPage[name]
				switch on := called[d.(*ast.FuncDecl).Name.Name]; {
				case room == "calendars" && !on:
					why = calendarClients
				case on && why != "" && !ambiguous[name]:
					t.Errorf("%s is on a page, and is said not to be: %s", name, why)
				case !on && why == "":
					t.Errorf("%s has no page, and no reason", name)
				}
			}
		}
	}
	for name := range notOnAPage {
		if !seen[name] {
			t.Errorf("%s is no use case", name)
		}
	}
}

// ambiguous are use cases with a name that pages use of something else.
var ambiguous = map[string]bool{"delivery.Answered": true}

func parsed(t *testing.T, folder string) (all []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(folder + "/*.go")
	if err != nil || len(names) == 0 {
		t.Fatal(folder, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}
