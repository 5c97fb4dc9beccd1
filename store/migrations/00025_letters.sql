-- +goose Up

-- Messages about people's own events that leave by mail, stored with the change that causes them, and mails about what came in. The
-- message goes once it has left; the rest says whose answer it is that comes back to the token.
CREATE TABLE letters (
    number   INTEGER NOT NULL PRIMARY KEY,
    token    TEXT    NOT NULL,
    person   TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    uid      TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    message  BLOB,
    text     TEXT    NOT NULL,
    held     TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    attempts INTEGER NOT NULL,
    next     INTEGER NOT NULL,
    error    TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    sent     INTEGER NOT NULL
) STRICT;
CREATE INDEX letters_by_token ON letters (token);
CREATE INDEX letters_by_person ON letters (person, created);
CREATE INDEX letters_to_send ON letters (next) WHERE state = 'queued';

-- When the last message was written that counted, by whom it came from and what it was about.
CREATE TABLE heard (
    token    TEXT    NOT NULL,
    instance TEXT    NOT NULL,
    stamp    INTEGER NOT NULL,
    PRIMARY KEY (token, instance)
) STRICT;

-- What came by mail from an address that nobody vouches for, and waits for its person.
CREATE TABLE held (
    id      TEXT    NOT NULL PRIMARY KEY,
    person  TEXT    NOT NULL,
    address TEXT    NOT NULL,
    token   TEXT    NOT NULL,
    uid     TEXT    NOT NULL,
    method  TEXT    NOT NULL,
    message BLOB,
    at      INTEGER NOT NULL,
    settled TEXT    NOT NULL
) STRICT;
CREATE INDEX held_by_person ON held (person, at);
