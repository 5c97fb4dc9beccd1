-- +goose Up

-- Second factors (RFC 6238). The secret is sealed (00027); recovery codes stand as hashes.
CREATE TABLE second_factors (
    person TEXT    NOT NULL PRIMARY KEY REFERENCES people (id),
    secret TEXT    NOT NULL,
    made   INTEGER NOT NULL,
    step   INTEGER NOT NULL -- of the last code that was taken
) STRICT;

CREATE TABLE recovery_codes (
    person TEXT NOT NULL REFERENCES people (id),
    hash   TEXT NOT NULL,
    PRIMARY KEY (person, hash)
) STRICT;

-- That second factors were set up, used without the telephone, or removed, and by whom ('' for whoever runs the server).
CREATE TABLE factor_acts (
    number  INTEGER NOT NULL PRIMARY KEY,
    person  TEXT    NOT NULL,
    said_by TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    door    TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER factor_acts_stay BEFORE UPDATE ON factor_acts WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER factor_acts_are_kept BEFORE DELETE ON factor_acts
BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END;
-- +goose StatementEnd
