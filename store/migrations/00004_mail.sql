-- +goose Up

-- Effects, stored with the change that causes them. A body is what happened; due and done are what a worker asks for.
CREATE TABLE notices (
    number INTEGER NOT NULL PRIMARY KEY,
    due    INTEGER NOT NULL,
    done   INTEGER NOT NULL,
    body   TEXT    NOT NULL
) STRICT;
CREATE INDEX notices_to_do ON notices (due) WHERE done = 0;

-- One message to one person. Once a (notice, person, kind, session).
CREATE TABLE mails (
    token    TEXT    NOT NULL PRIMARY KEY,
    notice   INTEGER NOT NULL REFERENCES notices (number),
    person   TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    session  TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    attempts INTEGER NOT NULL,
    next     INTEGER NOT NULL,
    error    TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    sent     INTEGER NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX mails_once ON mails (notice, person, kind, session);
CREATE INDEX mails_to_send ON mails (next) WHERE state = 'queued';
CREATE INDEX mails_by_person ON mails (person, created);

CREATE TABLE receipts (
    id      TEXT    NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    sender  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    session TEXT    NOT NULL,
    token   TEXT    NOT NULL
) STRICT;
CREATE INDEX receipts_by_time ON receipts (at);

-- When a person last used a door.
CREATE TABLE seen (
    person TEXT    NOT NULL,
    door   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (person, door)
) STRICT;
