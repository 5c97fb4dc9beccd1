//go:build e2e

package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// An answer that is given while an organiser has the table open stands on it, without a reload.
func TestAnswerStandsOnAnOpenTable(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	var found []string
	until(t, "the logins to try it with", func() bool {
		found = regexp.MustCompile(`(?m)^  organiser +(\S+) +(\S+)$`).FindStringSubmatch(s.said.String())
		return found != nil
	})
	browser := startChromium(t, false)
	browse(t, browser, "organiser.png", chromedp.Navigate(s.url+"/sign-in"),
		chromedp.SendKeys(chromedp.CSS("#login"), found[1]), chromedp.SendKeys(chromedp.CSS("#password"), found[2]),
		chromedp.Click(`//button[normalize-space(.) = "Se connecter" and not(ancestor::header)]`), chromedp.WaitVisible(chromedp.CSS(".todo, .mine")))
	before := browse(t, browser, "answers.png", chromedp.Navigate(s.url+"/organise/answers?session=agora"), chromedp.WaitVisible(chromedp.CSS("[data-live]")))
	if strings.Contains(before, "1 oui") {
		t.Fatalf("somebody has answered:\n%s", before)
	}
	look(t, browser, chromedp.Evaluate[bool]("window.kept = true"))
	s.command("", "answers", "set", "--data", s.data, "--person", "lucie-fontval", "--session", "agora", "--status", "yes", "--by", "agathe-lormeau")
	said := time.Now()
	const cells = `[...document.querySelectorAll("td.changed .members")].map(c => c.textContent).join("; ")`
	until(t, "the answer on the open page", func() bool {
		return strings.Contains(look(t, browser, chromedp.Evaluate[string](cells)), "1 oui")
	})
	t.Logf("it stood there after %s", time.Since(said).Round(10*time.Millisecond))
	if !look(t, browser, chromedp.Evaluate[bool]("window.kept === true")) {
		t.Error("the page was loaded again")
	}
	browse(t, browser, "answers-live.png")
}
