//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parcours/messages"
)

// visitor is somebody before a browser. What they do goes through their hands, and is counted.
type visitor struct {
	t     *testing.T
	ctx   context.Context
	hands hands
	acts  int // clicks, taps and keys so far, but for those that write a text
}

type act = chromedp.Action[chromedp.Void]

// hands are how somebody uses what a page shows.
type hands interface {
	press(v *visitor, selector string) act          // a button, a link, a summary
	mark(v *visitor, selector string) act           // a radio button or a box
	choose(v *visitor, selector, letter string) act // an option of a list, by the letter that it begins with
	write(v *visitor, selector, text string) act    // into a field
}

// patience is how long one act may take on a busy machine.
const patience = time.Minute

func (v *visitor) do(what string, steps ...act) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatalf("%s: %v\non %s\n%s", what, err, v.address(), v.text())
	}
}

func (v *visitor) press(selector string) { v.t.Helper(); v.do(selector, v.hands.press(v, selector)) }
func (v *visitor) mark(selector string)  { v.t.Helper(); v.do(selector, v.hands.mark(v, selector)) }
func (v *visitor) choose(selector, letter string) {
	v.t.Helper()
	v.do(selector, v.hands.choose(v, selector, letter))
}
func (v *visitor) write(selector, text string) {
	v.t.Helper()
	v.do(selector, v.hands.write(v, selector, text))
}

// open goes to an address, as somebody does who has it from a mail.
func (v *visitor) open(url string) {
	v.t.Helper()
	v.arrive(url, chromedp.Navigate(url))
}

// follow presses what leads to another page, or sends a form, and waits for the page.
func (v *visitor) follow(selector string) {
	v.t.Helper()
	v.arrive(selector, v.hands.press(v, selector))
}

func (v *visitor) arrive(what string, step act) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	got, err := chromedp.RunResponse(ctx, step)
	if err != nil {
		v.t.Fatalf("%s: %v\non %s\n%s", what, err, v.address(), v.text())
	}
	if got != nil && got.Status != http.StatusOK {
		v.t.Fatalf("%s leads to %s: %d\n%s", what, got.URL, got.Status, v.text())
	}
}

// has tells whether the page has such an element.
func (v *visitor) has(selector string) bool {
	v.t.Helper()
	return look(v.t, v.ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.querySelector(%q) !== null", selector)))
}

// all gives an attribute of the elements that the page shows, in its order.
func (v *visitor) all(selector, attribute string) []string {
	v.t.Helper()
	return look(v.t, v.ctx, chromedp.Evaluate[[]string](fmt.Sprintf(
		"[...document.querySelectorAll(%q)].filter(e => e.checkVisibility()).map(e => e.getAttribute(%q))", selector, attribute)))
}

func (v *visitor) text() string {
	text, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	if err != nil {
		return err.Error()
	}
	return text
}

func (v *visitor) address() string {
	address, _ := chromedp.Run(v.ctx, chromedp.Location())
	return address
}

// sees checks that the page says something.
func (v *visitor) sees(all ...string) {
	v.t.Helper()
	text := plainSpaces(v.text())
	for _, want := range all {
		if !strings.Contains(text, plainSpaces(messages.Typeset(want))) {
			v.t.Errorf("%s does not say %q, but begins with\n%.1500s", v.address(), want, text)
		}
	}
}

// plainSpaces has one space where print has others.
func plainSpaces(text string) string { return strings.Join(strings.Fields(text), " ") }

// mouse clicks, and types where it clicked.
type mouse struct{}

func (mouse) press(v *visitor, selector string) act {
	v.acts++
	return aimed(selector, func(x, y float64) act { return chromedp.MouseClickXY(x, y) })
}

func (m mouse) mark(v *visitor, selector string) act { return m.press(v, selector) }

// choose clicks on the list and then on an option. The list that opens is no part of the page, where this click could go: the
// letter and Enter stand for it.
func (m mouse) choose(v *visitor, selector, letter string) act {
	v.acts++
	open := m.press(v, selector)
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		if _, err := open(ctx, page); err != nil {
			return err
		}
		for { // it opens when it can
			if _, err := chromedp.Steps(chromedp.KeyEvent(letter), chromedp.KeyEvent(kb.Enter), chromedp.Sleep(20*time.Millisecond))(ctx, page); err != nil {
				return err
			}
			chosen, err := chromedp.Evaluate[bool](fmt.Sprintf(
				`document.querySelector(%q).selectedOptions[0].label.toLowerCase().startsWith(%q)`, selector, strings.ToLower(letter)))(ctx, page)
			if err != nil || chosen {
				return err
			}
			if _, err := chromedp.Sleep(time.Second)(ctx, page); err != nil { // letters within a second are one word
				return err
			}
		}
	})
}

func (m mouse) write(v *visitor, selector, text string) act {
	return chromedp.Steps(m.press(v, selector), inserted(text))
}

// aimed waits until something shows, brings it to the middle of the screen, where no bar that stays lies over it, and does there
// what hands do.
func aimed(selector string, do func(x, y float64) act) act {
	const look = `(() => {
	const found = document.querySelector(%q);
	if (!found || !found.checkVisibility()) return null;
	found.scrollIntoView({block: "center", behavior: "instant"});
	const at = found.getClientRects()[0];
	return at && at.width && at.height ? [at.x + at.width / 2, at.y + at.height / 2] : null;
})()`
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		for {
			at, err := chromedp.Evaluate[[]float64](fmt.Sprintf(look, selector))(ctx, page)
			if err == nil && len(at) == 2 {
				_, err = do(at[0], at[1])(ctx, page)
				return err
			}
			if _, slept := chromedp.Sleep(10*time.Millisecond)(ctx, page); slept != nil {
				return errors.Join(err, slept)
			}
		}
	})
}

// inserted is a text that comes at once, as from a clipboard or the keyboard of a phone.
func inserted(text string) act {
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		_, err := cdp.Call(ctx, page, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// finger taps. The list of options that a phone shows is not the page's: what it gives is put in.
type finger struct{}

func (finger) press(v *visitor, selector string) act {
	v.acts++
	return aimed(selector, chromedp.TapXY)
}

func (f finger) mark(v *visitor, selector string) act { return f.press(v, selector) }

func (finger) choose(v *visitor, selector, letter string) act {
	v.acts += 2
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`(() => { const list = document.querySelector(%q); list.value = [...list.options].find(o => o.label.toLowerCase().startsWith(%q)).value; list.dispatchEvent(new Event("change", {bubbles: true})) })()`,
		selector, strings.ToLower(letter)))
}

func (f finger) write(v *visitor, selector, text string) act {
	return chromedp.Steps(f.press(v, selector), inserted(text))
}

// keyboard has no pointer: it goes from field to field by Tab.
type keyboard struct{}

func (k keyboard) press(v *visitor, selector string) act {
	return chromedp.Steps(k.reach(v, fmt.Sprintf("document.activeElement.matches(%q)", selector)), k.key(v, kb.Enter))
}

// mark goes to the group of a radio button, and by arrows to the button; Tab stops at one of a group only.
func (k keyboard) mark(v *visitor, selector string) act {
	const group = `(() => { const at = document.activeElement, to = document.querySelector(%q); return at === to || at.type === "radio" && at.name === to.name && at.form === to.form })()`
	return chromedp.Steps(k.reach(v, fmt.Sprintf(group, selector)), chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		for range 10 {
			there, err := chromedp.Evaluate[bool](fmt.Sprintf("document.activeElement.matches(%q)", selector))(ctx, page)
			if err != nil {
				return err
			}
			if there {
				_, err := k.key(v, " ")(ctx, page)
				return err
			}
			if _, err := k.key(v, kb.ArrowDown)(ctx, page); err != nil {
				return err
			}
		}
		return fmt.Errorf("the arrows do not lead to %s", selector)
	}))
}

func (k keyboard) choose(v *visitor, selector, letter string) act {
	return chromedp.Steps(k.reach(v, fmt.Sprintf("document.activeElement.matches(%q)", selector)), k.key(v, letter))
}

func (k keyboard) write(v *visitor, selector, text string) act {
	return chromedp.Steps(k.reach(v, fmt.Sprintf("document.activeElement.matches(%q)", selector)), chromedp.KeyEvent(text))
}

func (keyboard) key(v *visitor, key string) act {
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		v.acts++
		_, err := chromedp.KeyEvent(key)(ctx, page)
		return err
	})
}

// farthest is how many fields a page may have between two that belong together.
const farthest = 600

// reach presses Tab until what has the focus is what is looked for.
func (k keyboard) reach(v *visitor, found string) act {
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		for range farthest {
			there, err := chromedp.Evaluate[bool]("document.activeElement !== null && "+found)(ctx, page)
			if err != nil || there {
				return err
			}
			if _, err := k.key(v, kb.Tab)(ctx, page); err != nil {
				return err
			}
		}
		return fmt.Errorf("Tab never leads there: %s", found)
	})
}
