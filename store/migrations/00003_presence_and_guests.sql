-- +goose Up

ALTER TABLE people ADD COLUMN godparent TEXT    NOT NULL DEFAULT ''; -- id of the person who brought a guest
ALTER TABLE people ADD COLUMN briefed   INTEGER NOT NULL DEFAULT 0;

-- Who was at a session. Append-only: the last of a session and person counts.
CREATE TABLE presences (
    session TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    present INTEGER NOT NULL,
    said_by TEXT    NOT NULL,
    said_at INTEGER NOT NULL,
    PRIMARY KEY (session, person, number)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER presences_are_not_rewritten BEFORE UPDATE ON presences
BEGIN SELECT RAISE(ABORT, 'presences are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER presences_are_not_deleted BEFORE DELETE ON presences
BEGIN SELECT RAISE(ABORT, 'presences are append-only'); END;
-- +goose StatementEnd
