-- +goose Up

-- Secrets that people hold beside their passwords, kept as hashes: a link that signs in once, a browser in which they
-- signed in before.
CREATE TABLE passes (
    hash   TEXT    NOT NULL PRIMARY KEY,
    kind   TEXT    NOT NULL,
    person TEXT    NOT NULL REFERENCES people (id),
    made   INTEGER NOT NULL,
    until  INTEGER NOT NULL
) STRICT;
CREATE INDEX passes_by_person ON passes (person, kind, made);

-- When a password was last used, and by which door; the number is that of the zero time: never.
ALTER TABLE credentials ADD COLUMN used INTEGER NOT NULL DEFAULT -62135596800000000;
ALTER TABLE credentials ADD COLUMN door TEXT    NOT NULL DEFAULT '';
