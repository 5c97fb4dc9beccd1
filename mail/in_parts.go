package mail

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-message"

	"parcours/delivery"
)

// found is what the parts of a message hold.
type found struct {
	parts     int
	plain     []string // what is written in the message itself, in the order of its parts
	html      []string
	calendars []calendarPart
	broken    error // of the first calendar part that cannot be read
	tnef      bool  // a winmail.dat
	files     int   // attached, signatures and pictures of the text left out
	report    []byte
	returned  []message.Header // of messages that came back with a report
}

// walk looks at a part and those in it. A message that ends early is read as far as it goes.
func (f *found) walk(e *message.Entity, depth int) error {
	if f.parts++; f.parts > maxParts {
		return fmt.Errorf("more than %d parts", maxParts)
	}
	if depth > maxNesting {
		return fmt.Errorf("parts nested deeper than %d", maxNesting)
	}
	parts := e.MultipartReader()
	if parts == nil {
		return f.leaf(e)
	}
	defer parts.Close()
	for {
		part, err := parts.NextPart()
		if part == nil {
			if err != nil && !errors.Is(err, io.EOF) && f.parts == 1 {
				return fmt.Errorf("its parts cannot be told apart: %w", err)
			}
			return nil
		}
		if err := f.walk(part, depth+1); err != nil {
			return err
		}
	}
}

// leaf takes a part that holds no others.
func (f *found) leaf(e *message.Entity) error {
	kind, params, _ := e.Header.ContentType()
	disposition, file, _ := e.Header.ContentDisposition()
	name := strings.ToLower(firstOf(file["filename"], params["name"]))
	kind = strings.ToLower(kind)
	switch {
	case kind == "text/calendar" || kind == "application/ics" || strings.HasSuffix(name, ".ics"):
		f.calendar(read(e), params["method"])
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		f.report = read(e)
	case kind == "message/rfc822" || kind == "message/global" || kind == "text/rfc822-headers" || kind == "message/global-headers":
		if inner, _ := message.ReadWithOptions(e.Body, &message.ReadOptions{MaxHeaderBytes: maxHeader}); inner != nil {
			f.returned = append(f.returned, inner.Header)
		}
	case kind == "application/ms-tnef" || name == "winmail.dat":
		f.tnef = true
	case strings.EqualFold(disposition, "attachment"):
		if !strings.Contains(kind, "signature") && kind != "application/pgp-keys" {
			f.files++
		}
	case kind == "text/plain":
		f.plain = append(f.plain, textOf(e))
	case kind == "text/html":
		f.html = append(f.html, textOf(e))
	}
	return nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// read gives a part's content as far as its encoding can be read.
func read(e *message.Entity) []byte {
	octets, _ := io.ReadAll(io.LimitReader(e.Body, maxMessage))
	return octets
}

func textOf(e *message.Entity) string { return strings.ToValidUTF8(string(read(e)), "\uFFFD") }

// words is what the person wrote, without quotes and signature.
func (f *found) words() string {
	if words := ownWords(strings.Join(f.plain, "\n")); words != "" {
		return words
	}
	if strings.TrimSpace(strings.Join(f.plain, "")) != "" {
		return ""
	}
	var text []string
	for _, h := range f.html {
		text = append(text, htmlText(h))
	}
	return ownWords(strings.Join(text, "\n"))
}

// fill says what the parts mean. A person who writes back with the invitation still attached writes a text; an answer
// that cannot be read is an error, for it must not pass for none.
func (f *found) fill(in *delivery.Incoming, r Reader, h message.Header) error {
	in.Text = f.words()
	c := f.chosen()
	if in.Token == "" && c != nil {
		in.Token = r.addressToken(c.organizer)
	}
	in.Thread, in.Files = r.thread(h), f.files
	if c != nil {
		c.fill(in)
	}
	switch {
	case in.Method != "":
		return nil
	case f.broken != nil:
		return fmt.Errorf("its calendar part cannot be read: %w", f.broken)
	case f.tnef && in.Text == "":
		return errors.New("it is packed in a winmail.dat, Outlook's rich text: answer in HTML or plain text, or on the page")
	}
	return nil
}
