package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parcours/events"
)

// Served is what a client was served of a decision's task: the revision of the answer, whether it was done, and a
// sum of all that its text says.
type Served struct {
	Said int64
	Done bool
	Sum  string
}

func (v Served) String() string { return fmt.Sprintf("%d.%t.%s", v.Said, v.Done, v.Sum) }

// ParseServed reads what String wrote.
func ParseServed(text string) (v Served, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return v, false
	}
	said, err := strconv.ParseInt(parts[0], 10, 64)
	done, wrong := strconv.ParseBool(parts[1])
	return Served{said, done, parts[2]}, err == nil && wrong == nil
}

// AnswerLine stands above the answer in a task's description, in the programme's two languages.
var AnswerLine = map[string]string{"fr": "— Réponse —", "en": "— Answer —"}

// isAnswerLine finds the line by its letters: clients change dashes, case and accents.
func isAnswerLine(line string) bool {
	wrote := events.Letters(line)
	return wrote == "reponse" || wrote == "answer"
}

// answerMark finds the line where a client lost the line breaks around it.
var answerMark = regexp.MustCompile(`(?i)[-‒–—―]+\s*(?:r(?:é|e\x{0301}?)ponse|answer)\s*[-‒–—―]+`)

// ReadAnswer gives the answer in a description that came back from a client: what stands below the line, or, where
// the line is gone or nothing is below, what was not served above it. ok is false where nothing was changed.
func ReadAnswer(got, served string) (answer string, ok bool) {
	if got != "" && words(got) == words(served) {
		return "", false
	}
	question, _, _ := CutAnswer(served)
	above, below, found := CutAnswer(got)
	if below != "" || found && (above == "" || words(above) == words(question)) {
		return below, true
	}
	known := map[string]bool{}
	for line := range strings.SplitSeq(question, "\n") {
		known[strings.Join(strings.Fields(line), " ")] = true
	}
	own := slices.DeleteFunc(strings.Split(above, "\n"), func(line string) bool { return known[strings.Join(strings.Fields(line), " ")] })
	return strings.TrimSpace(strings.Join(own, "\n")), true
}

// CutAnswer cuts a description at the line above the answer.
func CutAnswer(description string) (above, below string, found bool) {
	lines := strings.Split(strings.ReplaceAll(description, "\r\n", "\n"), "\n")
	i := slices.IndexFunc(lines, isAnswerLine)
	if i < 0 {
		if at := answerMark.FindStringIndex(description); at != nil {
			return strings.TrimSpace(description[:at[0]]), strings.TrimSpace(description[at[1]:]), true
		}
		return strings.Join(lines, "\n"), "", false
	}
	return strings.Join(lines[:i], "\n"), strings.TrimSpace(strings.Join(lines[i+1:], "\n")), true
}

// words is a text without what clients do to its white space.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }
