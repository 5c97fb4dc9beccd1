package caldav

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateTranscripts = flag.Bool("update", false, "write the answers in testdata/transcripts anew")

// TestTranscripts plays what real clients send and compares the answers. A file has exchanges: a line
// "== METHOD path", headers ("As" names the person), an empty line, a body; then "-- status", headers, an empty line
// and the answer's body in a readable form. {etag}, {schedule-tag} and {token} stand for what came last.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			octets, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(testSite(t), string(octets))
			if *updateTranscripts {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(octets), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("answers differ (-want +got):\n%s", diff)
			}
		})
	}
}

// play sends the requests of a transcript and gives it with the answers that came.
func play(s *site, text string) string {
	var out strings.Builder
	last := map[string]string{}
	parts := strings.Split("\n"+text, "\n== ")
	out.WriteString(strings.TrimSpace(parts[0]))
	for _, part := range parts[1:] {
		request, _, _ := strings.Cut(part, "\n-- ")
		request = strings.TrimRight(request, "\n")
		out.WriteString("\n\n== " + request + "\n")
		head, body, _ := strings.Cut(request, "\n\n")
		lines := strings.Split(head, "\n")
		method, target, _ := strings.Cut(lines[0], " ")
		fill := func(s string) string {
			for name, value := range last {
				s = strings.ReplaceAll(s, "{"+name+"}", value)
			}
			return s
		}
		who := ""
		var headers []string
		for _, h := range lines[1:] {
			if name, ok := strings.CutPrefix(h, "As: "); ok {
				who = name
			} else {
				headers = append(headers, fill(h))
			}
		}
		if strings.HasPrefix(body, "BEGIN:") {
			body = strings.ReplaceAll(body, "\n", "\r\n") + "\r\n"
		}
		a := s.do(who, method, target, fill(body), headers...)
		remember(last, a)
		out.WriteString(readable(a))
	}
	return out.String() + "\n"
}

var (
	tokenPattern    = regexp.MustCompile(`<D:sync-token>([^<]*)</D:sync-token>`)
	etagPattern     = regexp.MustCompile(`<D:getetag>"([^<]*)"</D:getetag>`)
	schedulePattern = regexp.MustCompile(`<C:schedule-tag>"([^<]*)"</C:schedule-tag>`)
)

func remember(last map[string]string, a answer) {
	for name, pattern := range map[string]*regexp.Regexp{"token": tokenPattern, "etag": etagPattern, "schedule-tag": schedulePattern} {
		if all := pattern.FindAllStringSubmatch(a.body, -1); all != nil {
			last[name] = all[len(all)-1][1]
		}
	}
	for name, header := range map[string]string{"etag": "ETag", "schedule-tag": "Schedule-Tag"} {
		if value := a.Header.Get(header); value != "" {
			last[name] = strings.Trim(value, `"`)
		}
	}
}

// readable writes an answer: what changes with every build or run is left out.
func readable(a answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n-- %d %s\n", a.StatusCode, http.StatusText(a.StatusCode))
	for _, name := range []string{"Allow", "Content-Type", "ETag", "Location", "Preference-Applied", "Schedule-Tag", "WWW-Authenticate"} {
		if value := a.Header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, steady(value))
		}
	}
	if a.body != "" {
		b.WriteString("\n")
		if el, err := parseXMLString(a.body); err == nil && el != nil {
			outline(&b, el, "")
		} else {
			b.WriteString(calendarLines(a.body, ""))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

var (
	derivedTag = regexp.MustCompile(`"[0-9a-z]{8,14}-(\d+\.\d+\.\d+)"`)
	tokenText  = regexp.MustCompile(`data:,[0-9a-z]+/(\d+\.\d+\.\d+)`)
	uuidText   = regexp.MustCompile(`urn:uuid:[0-9a-f-]{36}`)
	homeText   = regexp.MustCompile(`data:,(home|items)/\S+`)
	taskTag    = regexp.MustCompile(`"[0-9a-z]{8,14}-[0-9a-z]{8,14}"`)
)

func steady(s string) string {
	s = derivedTag.ReplaceAllString(s, `"epoch-$1"`)
	s = tokenText.ReplaceAllString(s, "data:,epoch/$1")
	s = homeText.ReplaceAllString(s, "data:,$1/...")
	s = taskTag.ReplaceAllString(s, `"epoch-task"`)
	return uuidText.ReplaceAllString(s, "urn:uuid:...")
}

// outline writes an element with the fixed prefixes, one line each.
func outline(b *strings.Builder, e *element, indent string) {
	name := outlineName(e)
	for len(e.children()) == 1 && strings.TrimSpace(e.text()) == "" && e.name.Local != "multistatus" {
		e = e.children()[0]
		name += " > " + outlineName(e)
	}
	text := strings.TrimSpace(e.text())
	switch {
	case text != "" && (e.name == dataName || e.name == cal("calendar-timezone")):
		b.WriteString(indent + name + "\n" + calendarLines(text, indent+"  "))
	case text != "":
		b.WriteString(indent + name + ": " + steady(text) + "\n")
	default:
		b.WriteString(indent + name + "\n")
	}
	for _, c := range e.children() {
		outline(b, c, indent+"  ")
	}
}

func outlineName(e *element) string {
	name := map[string]string{nsDAV: "D:", nsCalDAV: "C:", nsServer: "CS:", nsApple: "A:"}[e.name.Space] + e.name.Local
	if e.name.Space != "" && !strings.Contains(name, ":") {
		name = "{" + e.name.Space + "}" + name
	}
	for _, a := range e.attrs {
		name += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
	}
	return name
}

var shownLines = []string{
	"BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VFREEBUSY", "METHOD", "UID", "DTSTART", "DTEND", "SUMMARY", "ATTENDEE", "ORGANIZER", "STATUS", "FREEBUSY",
	"RRULE", "RECURRENCE-ID", "SEQUENCE", "TZID", "PERCENT-COMPLETE", "DUE", "COMPLETED",
}

// calendarLines are the lines of a calendar that say what it is; another text stays whole.
func calendarLines(text, indent string) string {
	if !strings.HasPrefix(text, "BEGIN:VCALENDAR") {
		return indent + steady(strings.TrimSpace(text)) + "\n"
	}
	var b strings.Builder
	zone := false
	text = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n ", ""), "\r", "")
	for line := range strings.SplitSeq(text, "\n") {
		name, _, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		zone = zone && line != "END:VTIMEZONE" || line == "BEGIN:VTIMEZONE"
		if (slices.Contains(shownLines, name) || slices.Contains(shownLines, line)) && (!zone || name == "TZID") {
			b.WriteString(indent + line + "\n")
		}
	}
	return b.String()
}
