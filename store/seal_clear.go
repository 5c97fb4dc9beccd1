package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"parcours/events"
)

const (
	settingSealed = "sealed"        // the name of the key with which secrets are sealed
	settingScraps = "sealed-scraps" // there may be scraps in clear in the files
)

// unlock takes the key, and seals what an older program wrote in clear. It must run before anybody reads.
func (db *DB) unlock(ctx context.Context) error {
	by, err := db.plain(ctx, settingSealed)
	if err != nil {
		return err
	}
	key, err := readKey(db.keyFile)
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case missing && by != "" && !db.keyLost:
		return &KeyError{File: db.keyFile, Missing: true}
	case missing:
		key, err = makeKey(db.keyFile)
	}
	if err != nil {
		return fmt.Errorf("the key: %w", err)
	}
	if db.seal, err = newSealer(key); err != nil {
		return err
	}
	switch {
	case by == "":
		err = db.once(ctx, (*clearing).sealAll)
	case by != db.seal.name && !db.keyLost:
		return &KeyError{File: db.keyFile}
	case by != db.seal.name:
		err = db.once(ctx, (*clearing).giveUp)
	}
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	return db.sweep(ctx)
}

// plain reads a setting that is not sealed.
func (db *DB) plain(ctx context.Context, key string) (value string, err error) {
	err = db.writing.QueryRowContext(ctx, "SELECT coalesce((SELECT value FROM settings WHERE key = $1), '')", key).Scan(&value)
	return value, err
}

// sweep takes scraps of what was in clear out of the files: freed pages and the write-ahead log keep them.
func (db *DB) sweep(ctx context.Context) error {
	scraps, err := db.plain(ctx, settingScraps)
	if err != nil || scraps == "" {
		return err
	}
	for _, q := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.writing.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	_, err = db.writing.ExecContext(ctx, "DELETE FROM settings WHERE key = $1", settingScraps)
	return err
}

// clearing is the transaction in which a key takes hold.
type clearing struct {
	ctx  context.Context
	tx   *sql.Tx
	seal *sealer
	err  error // the first; nothing is done after it
}

// once runs a step, and notes the key with it.
func (db *DB) once(ctx context.Context, step func(*clearing)) error {
	tx, err := db.writing.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	c := &clearing{ctx: ctx, tx: tx, seal: db.seal}
	step(c)
	for key, value := range map[string]string{settingSealed: db.seal.name, settingScraps: "here"} {
		c.exec("INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
	}
	if c.err != nil {
		return errors.Join(c.err, tx.Rollback())
	}
	return tx.Commit()
}

func (c *clearing) exec(query string, args ...any) {
	if c.err == nil {
		_, c.err = c.tx.ExecContext(c.ctx, query, args...)
	}
}

// each changes a column of a table, row by row, where it is not empty.
func (c *clearing) each(table, column, into string, change func(text string) any) {
	if c.err != nil {
		return
	}
	type cell struct {
		row  int64
		text string
	}
	var all []cell
	rows, err := c.tx.QueryContext(c.ctx, "SELECT rowid, "+column+" FROM "+table+" WHERE length("+column+") > 0")
	if err != nil {
		c.err = err
		return
	}
	for rows.Next() && err == nil {
		var one cell
		err = rows.Scan(&one.row, &one.text)
		all = append(all, one)
	}
	if c.err = errors.Join(err, rows.Err(), rows.Close()); c.err != nil {
		return
	}
	for _, one := range all {
		c.exec("UPDATE "+table+" SET "+into+" = $1 WHERE rowid = $2", change(one.text), one.row)
	}
}

func (c *clearing) sealColumn(table, column, into string) {
	c.each(table, column, into, func(text string) any { return c.seal.seal(table+"."+into, text) })
}

func (c *clearing) hashColumn(table, column, kind string) {
	c.each(table, column, column, func(text string) any { return hashed(kind, text) })
}

// sealAll seals every secret that stands in clear, and leaves hashes of those by which something is found.
func (c *clearing) sealAll() {
	for table, column := range map[string]string{"mails": "error", "letters": "error", "receipts": "reason"} {
		c.exec("UPDATE " + table + " SET " + column + " = replace(" + column + ", token, '…') WHERE token <> ''")
	}
	c.each("settings", "CASE key WHEN '"+events.SettingSecret+"' THEN value ELSE '' END", "value", func(text string) any { return c.seal.seal("settings."+events.SettingSecret, text) })
	c.sealColumn("people", "feed_token", "feed_token")
	c.hashColumn("feed_tokens", "token", feedToken)
	for table, kind := range map[string]string{"busy_links": busyToken, "mails": mailToken, "letters": letterToken} {
		c.sealColumn(table, "token", "sealed")
		c.hashColumn(table, "token", kind)
	}
	c.hashColumn("mails", "thread", mailThread)
	c.hashColumn("heard", "token", letterToken)
	c.sealColumn("held", "token", "token")
	c.each("held", "message", "message", func(text string) any { return c.seal.sealOctets("held.message", []byte(text)) })
	c.sealColumn("receipts", "token", "token")
	c.exec("UPDATE receipts SET message = '' WHERE message = '{}'")
	c.sealColumn("receipts", "message", "message")
}

// giveUp lets go of what was sealed with a key that is lost. Everybody gets another feed address, and the old one answers "gone"; addresses
// of busy times end; another secret signs links, so that those of before are none; mails that left are not found by the
// address that they came from; what waited to be settled is settled. Passwords, answers and calendars stay.
func (c *clearing) giveUp() {
	now := micros(time.Now())
	c.exec("DELETE FROM settings WHERE key = $1", events.SettingSecret)
	c.exec("UPDATE feed_tokens SET revoked_at = $1 WHERE revoked_at IS NULL", now)
	c.each("people", "feed_token", "feed_token", func(string) any { return c.seal.seal("people.feed_token", strings.ToLower(rand.Text())) })
	c.newFeeds()
	c.exec("UPDATE busy_links SET sealed = '', revoked_at = CASE WHEN revoked_at = $1 THEN $2 ELSE revoked_at END", micros(time.Time{}), now)
	for table, kind := range map[string]string{"mails": mailToken, "letters": letterToken} {
		c.each(table, "sealed", "sealed", func(string) any { return c.seal.seal(table+".sealed", strings.ToLower(rand.Text())) })
		c.each(table, "sealed", "token", func(text string) any { return hashed(kind, c.opened(table+".sealed", text)) })
	}
	c.exec("INSERT INTO factor_acts (person, said_by, what, door, at) SELECT person, '', 'reset', '', $1 FROM second_factors", now)
	c.exec("DELETE FROM recovery_codes")
	c.exec("DELETE FROM second_factors")
	c.exec("UPDATE held SET token = '', message = NULL, settled = CASE settled WHEN '' THEN 'lost' ELSE settled END")
	c.exec("UPDATE receipts SET token = '', message = '', settled = CASE WHEN outcome = 'waiting' AND settled = '' THEN ': lost' ELSE settled END")
}

// newFeeds adds the tokens that people have now.
func (c *clearing) newFeeds() {
	c.each("people", "feed_token", "feed_token", func(text string) any {
		c.exec("INSERT INTO feed_tokens (token, person) SELECT $1, id FROM people WHERE feed_token = $2", hashed(feedToken, c.opened("people.feed_token", text)), text)
		return text
	})
}

func (c *clearing) opened(place, text string) string {
	plain, err := c.seal.open(place, text)
	c.err = errors.Join(c.err, err)
	return plain
}
