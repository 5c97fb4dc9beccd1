package store

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
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
	move, err := moves(db)
	if err == nil {
		err = move() // each time at least once
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for err == nil {
			err = move()
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	})
	for w := range 8 {
		all.Go(func() {
			person := fmt.Sprint("person-", w)
			for {
				var number int64
				err := db.Update(context.Background(), func(tx Tx) (err error) {
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

// mover has two calendars with one object in them.
const mover = "mover"

// giveToMove writes the object that moves.
func giveToMove(tx Tx) error {
	for _, name := range []string{"here", "there"} {
		if err := tx.SetCollection(calendars.StoredCollection{Home: mover, Name: name, Components: []string{"VEVENT"}}); err != nil {
			return err
		}
	}
	return tx.SetObject(calendars.Object{Home: mover, Collection: "here", Name: "a.ics", UID: "a", Component: "VEVENT", Octets: []byte(
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//FR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20220201T080000Z\r\n" +
			"DTSTART:20220301T110000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")})
}

// moves gives what moves the object to and fro, from where it is.
func moves(db *DB) (move func() error, err error) {
	ctx := context.Background()
	service, err := house.Open(ctx, house.Parts{Store: db, Text: ical.NewRenderer("https://parcours.example.org"), Now: time.Now, NewID: rand.Text})
	if err != nil {
		return nil, err
	}
	viewer := &events.Person{ID: mover}
	from, err := service.Calendars.Collection(ctx, viewer, mover, "here")
	if err != nil {
		return nil, err
	}
	to, err := service.Calendars.Collection(ctx, viewer, mover, "there")
	if err != nil {
		return nil, err
	}
	items, err := service.Calendars.Items(ctx, viewer, from, calendars.ItemQuery{NoOctets: true})
	if len(items) == 0 {
		from, to = to, from
	}
	return func() error {
		_, err := service.Calendars.TransferItem(ctx, from, to, calendars.Transfer{Move: true, Name: "a.ics", NewName: "a.ics", Overwrite: true})
		from, to = to, from
		return err
	}, err
}

// checkMoved finds the object once, whole, and says how often it was moved.
func checkMoved(t *testing.T, dir string) int64 {
	t.Helper()
	db, err := Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []calendars.Object
	for _, name := range []string{"here", "there"} {
		found = append(found, read(t, db, func(tx Tx) ([]calendars.Object, error) {
			return tx.Objects(mover, name, calendars.ObjectQuery{})
		})...)
	}
	if len(found) != 1 || !strings.HasSuffix(string(found[0].Octets), "END:VCALENDAR\r\n") {
		t.Errorf("the object that moves is there %d times: %+v", len(found), found)
	}
	numbers := read(t, db, func(tx Tx) (int64, error) { return tx.LastChange(mover) })
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	return numbers / 2
}

// TestCrash kills a writing process: what it had acknowledged is there, complete and in order, and what it moved is
// there once.
func TestCrash(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[string]int64{}
	db, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	write(t, db, giveToMove)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var count int64
	for range 3 { // the second and third start from what a crash left
		for person, number := range killWhileWriting(t, dir, 300) {
			if number <= acknowledged[person] {
				t.Errorf("%s began again at %d after %d", person, number, acknowledged[person])
			}
			acknowledged[person] = number
		}
		before := count
		if count = checkMoved(t, dir); count <= before {
			t.Errorf("%d moves after %d", count, before)
		}
	}
	db = openIn(t, dir)
	if len(acknowledged) == 0 {
		t.Fatal("nothing was acknowledged")
	}
	for person, last := range acknowledged {
		answers := read(t, db, func(tx Tx) ([]events.Answer, error) { return tx.Answers(events.AnswerQuery{Person: person}) })
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
