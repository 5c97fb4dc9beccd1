package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parcours/accounts"
)

var errRefused = errors.New("refused")

// TestGroupCommit holds the writer until a hundred closures wait, so that they share one transaction: none of them
// sees, from a connection of its own, anything of the others committed. One fails and one panics; the rest is kept.
func TestGroupCommit(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		db := openIn(t, dir)
		hold := make(chan struct{})
		go db.Update(context.Background(), func(Tx) error { <-hold; return nil })
		synctest.Wait()

		var all sync.WaitGroup
		seen := make([]int64, 100)
		for i := range 100 {
			all.Go(func() {
				defer func() {
					if p := recover(); (p != nil) != (i == 31) {
						t.Errorf("update %d: panic %v", i, p)
					}
				}()
				err := db.Update(context.Background(), func(tx Tx) error {
					if err := tx.SetSetting(fmt.Sprint("update ", i), "kept"); err != nil {
						return err
					}
					if _, err := tx.NextChange("shared"); err != nil {
						return err
					}
					switch i {
					case 17:
						return errRefused
					case 31:
						panic("on purpose")
					}
					seen[i] = read(t, db, func(tx Tx) (int64, error) { return tx.LastChange("shared") })
					return nil
				})
				if want := map[int]error{17: errRefused}[i]; !errors.Is(err, want) {
					t.Errorf("update %d: error %v, want %v", i, err, want)
				}
			})
		}
		synctest.Wait()
		close(hold)
		all.Wait()

		for i, n := range seen {
			if n != 0 {
				t.Errorf("update %d saw %d others committed: it was not in their group", i, n)
			}
		}
		same(t, "LastChange", read(t, db, func(tx Tx) (int64, error) { return tx.LastChange("shared") }), 98)
		for i := range 100 {
			want := "kept"
			if i == 17 || i == 31 {
				want = ""
			}
			same(t, fmt.Sprint("update ", i), read(t, db, func(tx Tx) (string, error) { return tx.Setting(fmt.Sprint("update ", i)) }), want)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestLostTransaction ends the SQL transaction under a closure, as SQLite does itself when the disk is full: nobody
// in the group may believe that something was kept, and the writer goes on.
func TestLostTransaction(t *testing.T) {
	db := openStore(t)
	for name, end := range map[string]error{"the closure fails": errRefused, "the closure goes on": nil} {
		err := db.Update(context.Background(), func(x Tx) error {
			if err := x.SetSetting("key", "value"); err != nil {
				return err
			}
			if err := x.(*tx).conn.run("ROLLBACK"); err != nil {
				return err
			}
			return end
		})
		if err == nil || end != nil && !errors.Is(err, end) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	write(t, db, func(tx Tx) error { return tx.SetSetting("after", "value") })
	same(t, "what was lost", read(t, db, func(tx Tx) (string, error) { return tx.Setting("key") }), "")
	same(t, "what came after", read(t, db, func(tx Tx) (string, error) { return tx.Setting("after") }), "value")
}

func TestPanicAndGoexitLeaveTheWriterAlone(t *testing.T) {
	db := openStore(t)
	for name, end := range map[string]func(){"panic": func() { panic("on purpose") }, "Goexit": runtime.Goexit} {
		ended := make(chan any)
		go func() {
			defer func() { ended <- recover() }()
			db.Update(context.Background(), func(tx Tx) error {
				if err := tx.SetSetting("key", name); err != nil {
					return err
				}
				end()
				return nil
			})
		}()
		if p := <-ended; name == "panic" && p != "on purpose" {
			t.Errorf("the caller recovered %v", p)
		}
		same(t, name, read(t, db, func(tx Tx) (string, error) { return tx.Setting("key") }), "")
	}
	write(t, db, func(tx Tx) error { return tx.SetSetting("key", "value") })
	func() {
		defer func() { recover() }()
		db.View(context.Background(), func(Tx) error { panic("on purpose") })
	}()
	for range len(db.readers.all) + 1 {
		same(t, "after", read(t, db, func(tx Tx) (string, error) { return tx.Setting("key") }), "value")
	}
}

func TestContext(t *testing.T) {
	db := openStore(t)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	nothing := func(Tx) error { t.Error("the closure ran"); return nil }
	if err := db.Update(ended, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("Update: %v", err)
	}
	if err := db.View(ended, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("View: %v", err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	err := db.Update(ctx, func(tx Tx) error {
		if err := tx.SetSetting("key", "value"); err != nil {
			return err
		}
		cancel()
		return tx.SetSetting("other", "value")
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("between two statements: %v", err)
	}
	same(t, "what was written before", read(t, db, func(tx Tx) (string, error) { return tx.Setting("key") }), "")
}

// TestContextWhileWaiting cancels an update that has not had its turn: it never runs.
func TestContextWhileWaiting(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		db := openIn(t, dir)
		hold := make(chan struct{})
		go db.Update(context.Background(), func(Tx) error { <-hold; return nil })
		synctest.Wait()
		ctx, cancel := context.WithCancel(context.Background())
		answer := make(chan error)
		go func() {
			answer <- db.Update(ctx, func(Tx) error { t.Error("the closure ran"); return nil })
		}()
		synctest.Wait()
		cancel()
		if err := <-answer; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		close(hold)
		synctest.Wait()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestViewRefusesToWrite(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	for name, write := range map[string]func(Tx) error{
		"SetSetting":        func(tx Tx) error { return tx.SetSetting("a", "b") },
		"NextChange":        func(tx Tx) error { _, err := tx.NextChange("rita"); return err },
		"SetProgramme":      func(tx Tx) error { return tx.SetProgramme(fullProgramme) },
		"SetSession":        func(tx Tx) error { return tx.SetSession(fullSession, nil) },
		"SetPerson":         func(tx Tx) error { return tx.SetPerson(rita) },
		"AddCredential":     func(tx Tx) error { return tx.AddCredential(password) },
		"RemoveCredentials": func(tx Tx) error { return tx.RemoveCredentials("rita", accounts.Chosen) },
		"RemoveCredential":  func(tx Tx) error { return tx.RemoveCredential(password) },
		"UseCredential":     func(tx Tx) error { return tx.UseCredential(password) },
		"SetPass":           func(tx Tx) error { return tx.SetPass(linkPass) },
		"RemovePass":        func(tx Tx) error { return tx.RemovePass(linkPass.Hash) },
		"SetSignIn":         func(tx Tx) error { return tx.SetSignIn(signIn) },
		"RemoveSignIn":      func(tx Tx) error { return tx.RemoveSignIn(signIn.Hash) },
		"RemoveSignIns":     func(tx Tx) error { return tx.RemoveSignIns("rita", time.Time{}) },
		"RevokeFeedToken":   func(tx Tx) error { return tx.RevokeFeedToken("jeton-rita", day(1, 1)) },
		"AddAnswer":         func(tx Tx) error { return tx.AddAnswer(forHerself) },
		"AddPresence":       func(tx Tx) error { return tx.AddPresence(seen) },
		"AddDecisionAnswer": func(tx Tx) error { return tx.AddDecisionAnswer(decided) },
		"AddOverlay":        func(tx Tx) error { return tx.AddOverlay(overlay) },
		"SetCollection":     func(tx Tx) error { return tx.SetCollection(calendar) },
		"RemoveCollection":  func(tx Tx) error { return tx.RemoveCollection("rita", "calendar", 9) },
		"SetObject":         func(tx Tx) error { return tx.SetObject(lunch) },
		"RemoveObject":      func(tx Tx) error { return tx.RemoveObject("rita", "calendar", "lunch.ics", 9) },
		"SetProperty":       func(tx Tx) error { return tx.SetProperty("", "calendars/rita/calendar", color) },
		"RemoveProperty":    func(tx Tx) error { return tx.RemoveProperty("", "calendars/rita/calendar", color.Name) },
		"AddFile":           func(tx Tx) error { return tx.AddFile(handedIn) },
		"AddFilePart":       func(tx Tx) error { return tx.AddFilePart(handedIn.ID, 0, []byte("x")) },
		"RemoveFile":        func(tx Tx) error { return tx.RemoveFile(handedIn.ID, "rita", day(9, 9)) },
		"SetShare":          func(tx Tx) error { return tx.SetShare(share) },
	} {
		if err := db.View(context.Background(), write); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: error %v, want ErrReadOnly", name, err)
		}
	}
	checkFilled(t, db)
}

// TestViewIsOneReading writes between two readings of a View.
func TestViewIsOneReading(t *testing.T) {
	db := openStore(t)
	write(t, db, func(tx Tx) error { return tx.SetSetting("key", "before") })
	view(t, db, func(tx Tx) error {
		for range 2 {
			value, err := tx.Setting("key")
			if err != nil {
				return err
			}
			same(t, "in the view", value, "before")
			write(t, db, func(tx Tx) error { return tx.SetSetting("key", "after") })
		}
		return nil
	})
	same(t, "after it", read(t, db, func(tx Tx) (string, error) { return tx.Setting("key") }), "after")
}

func TestTransactionKeptBeyondItsClosure(t *testing.T) {
	db := openStore(t)
	var kept []Tx
	keep := func(tx Tx) error { kept = append(kept, tx); return nil }
	write(t, db, keep)
	view(t, db, keep)
	for _, tx := range kept {
		if _, err := tx.Setting("key"); err == nil || !strings.Contains(err.Error(), "ended") {
			t.Errorf("error %v", err)
		}
	}
}

// TestManyStatements prepares more different statements than a connection keeps.
func TestManyStatements(t *testing.T) {
	db := openStore(t)
	write(t, db, func(x Tx) error {
		for i := range maxStatements + 10 {
			if err := x.(*tx).write(fmt.Sprintf("INSERT INTO settings (key, value) VALUES ('key %d', $1)", i), "v"); err != nil {
				return err
			}
		}
		return nil
	})
	if n := len(db.writer.conn.statements); n > maxStatements {
		t.Errorf("%d statements are kept", n)
	}
	same(t, "the last", read(t, db, func(tx Tx) (string, error) { return tx.Setting("key 265") }), "v")
}
