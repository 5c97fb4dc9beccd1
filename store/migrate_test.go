package store

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"parcours/events"
)

// TestMigrationFromTheFirstSchema opens a database that the first program wrote: all of it is read, and it can be
// written.
func TestMigrationFromTheFirstSchema(t *testing.T) {
	frozen, err := os.ReadFile("testdata/first.sql")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	alter(t, dir, string(frozen))
	db := openIn(t, dir)
	checkFilled(t, db)
	write(t, db, func(tx Tx) error { return tx.AddDecisionAnswer(decided) })
	moved := fullSession
	moved.Sequence, moved.Change = 3, 6
	write(t, db, func(tx Tx) error { return tx.SetSession(moved, nil) })
	got := read(t, db, func(tx Tx) (events.Session, error) { return tx.SessionRevision(moved.ID, 3) })
	same(t, "a session moved", got, inUTC(moved))

	// What a migration makes of the first schema is what a new database has.
	same(t, "schema", schema(t, db), schema(t, openStore(t)))
}

// schema is what the database says of itself, white space apart.
func schema(t *testing.T, db *DB) []string {
	t.Helper()
	rows, err := db.reading.Query("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Join(strings.Fields(text), " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestMigrationsAreAppendOnly: databases out there have run these texts. A new migration adds its line here.
func TestMigrationsAreAppendOnly(t *testing.T) {
	want := map[string]string{
		"00001_first.sql":               "c94a862ec60cc0e8",
		"00002_decision_answers.sql":    "0ff191306cad7f80",
		"00003_presence_and_guests.sql": "da0b84e8404e2807",
		"00004_mail.sql":                "0fe7cb602c22ea16",
		"00005_creation_and_used.sql":   "babe4fa76783698e",
		"00006_message_ids.sql":         "4184410afe92b9ee",
		"00008_aliases.sql":             "5e9851a9bd3d70df",
		"00011_sign_ins.sql":            "b5aef8acaba011ce",
		"00012_passes.sql":              "767ff1c3d4218620",
		"00014_erasures.sql":            "5415665f6f784033",
		"00015_files.sql":               "ccf86a01885ba59f",
		"00016_expert_days.sql":         "efe0c0667371afbf",
		"00018_answers_over_time.sql":   "098ddea7459acfef",
		"00020_scheduled.sql":           "3b87c6930af79d5b",
		"00025_letters.sql":             "0c231a80deaab24d",
		"00026_scheduling.sql":          "9cd028de84734820",
		"00027_sealed.sql":              "a7afe10b81f10160",
		"00028_second_factors.sql":      "5d933c346dcd7d9a",
	}
	got := map[string]string{}
	err := fs.WalkDir(migrations, "migrations", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := migrations.ReadFile(path)
		got[d.Name()] = fmt.Sprintf("%x", sha256.Sum256(text))[:16]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "migrations", got, want)
}
