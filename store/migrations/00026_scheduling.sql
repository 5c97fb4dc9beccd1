-- +goose Up

-- The calendar of a home that invitations go into (RFC 6638 §9.2), where its owner chose one.
ALTER TABLE collections ADD COLUMN takes_invitations INTEGER NOT NULL DEFAULT 0;

-- Organisers' objects that ask a group: its members are followed while the event lies ahead.
ALTER TABLE objects ADD COLUMN asks_groups INTEGER NOT NULL DEFAULT 0;
CREATE INDEX objects_asking_groups ON objects (open_ended, last) WHERE asks_groups <> 0;

-- Addresses at which somebody's busy times can be read; a revoked one keeps its line, and answers "gone".
CREATE TABLE busy_links (
    token      TEXT    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX busy_links_by_person ON busy_links (person, made_at);

-- Of files that are attached to events (RFC 8607): in whose home, and to the objects with which UID.
CREATE TABLE attached (
    file TEXT NOT NULL PRIMARY KEY REFERENCES files (id),
    home TEXT NOT NULL,
    uid  TEXT NOT NULL
) STRICT;
CREATE INDEX attached_by_uid ON attached (uid);
