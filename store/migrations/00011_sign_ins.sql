-- +goose Up

-- Browsers in which somebody signed in. The secret in the browser's cookie is kept as a hash only.
CREATE TABLE sign_ins (
    hash   TEXT    NOT NULL PRIMARY KEY,
    person TEXT    NOT NULL REFERENCES people (id),
    made   INTEGER NOT NULL,
    used   INTEGER NOT NULL,
    agent  TEXT    NOT NULL
) STRICT;
CREATE INDEX sign_ins_by_person ON sign_ins (person, made);
