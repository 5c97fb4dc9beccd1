package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"parcours/events"
)

// crashFolder names the environment variable by which the test binary becomes a process that writes.
const crashFolder = "PARCOURS_STORE_CRASH"

// writeUntilKilled appends answers from several goroutines and says each on standard output once its Update has
// returned.
func writeUntilKilled(dir string) {
	db, err := Open(context.Background(), dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			person := fmt.Sprint("person-", w)
			for {
				var number int64
				err := db.Update(context.Background(), func(tx events.Tx) (err error) {
					if number, err = tx.NextChange(events.AnswersHome(person)); err != nil {
						return err
					}
					return tx.AddAnswer(events.Answer{Number: number, Session: "agora", For: events.Subject{Person: person}, Status: events.Accepted})
				})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				fmt.Printf("%s %d\n", person, number)
			}
		})
	}
	all.Wait()
}

// TestCrash kills a writing process: what it had acknowledged is there, complete and in order.
func TestCrash(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[string]int64{}
	for range 3 { // the second and third start from what a crash left
		for person, number := range killWhileWriting(t, dir, 300) {
			if number <= acknowledged[person] {
				t.Errorf("%s began again at %d after %d", person, number, acknowledged[person])
			}
			acknowledged[person] = number
		}
	}
	db := openIn(t, dir)
	if len(acknowledged) == 0 {
		t.Fatal("nothing was acknowledged")
	}
	for person, last := range acknowledged {
		answers := read(t, db, func(tx events.Tx) ([]events.Answer, error) { return tx.Answers(events.AnswerQuery{Person: person}) })
		if int64(len(answers)) < last {
			t.Errorf("%s: %d answers, %d were acknowledged", person, len(answers), last)
		}
		for i, a := range answers {
			if a.Number != int64(i+1) {
				t.Errorf("%s: answer %d has number %d", person, i+1, a.Number)
			}
		}
	}
	var verdict string
	if err := db.writing.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity check: %s %v", verdict, err)
	}
}

// killWhileWriting gives the last number that was acknowledged to each person, after so many lines.
func killWhileWriting(t *testing.T, dir string, lines int) map[string]int64 {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), crashFolder+"="+dir)
	var trouble strings.Builder
	child.Stderr = &trouble
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := map[string]int64{}
	scan := bufio.NewScanner(out)
	for n := 0; scan.Scan(); n++ { // the pipe holds what was said before the kill: it counts as well
		var person string
		var number int64
		if _, err := fmt.Sscanf(scan.Text(), "%s %d", &person, &number); err == nil {
			last[person] = number
		}
		if n == lines {
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := child.Wait(); err == nil || trouble.Len() > 0 {
		t.Fatalf("the writing process ended by itself: %v %s", err, trouble.String())
	}
	return last
}
