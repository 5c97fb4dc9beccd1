-- +goose Up

-- Addresses from which answers to people's invitations came, and what was said of them.
CREATE TABLE aliases (
    person  TEXT    NOT NULL,
    address TEXT    NOT NULL,
    state   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (person, address)
) STRICT;

-- What waits is kept whole, so that it can count once it is known whose it is.
ALTER TABLE receipts ADD COLUMN settled TEXT NOT NULL DEFAULT '';
ALTER TABLE receipts ADD COLUMN message TEXT NOT NULL DEFAULT '{}';
