-- The first schema. Migrations are append-only: this file never changes once released.
--
-- Times are microseconds since 1970-01-01 00:00 UTC; a zero time is the first of January of year 1. Truth values
-- are 0 and 1. A "body" is JSON. The queries run on SQLite and PostgreSQL alike; only a migration knows the
-- difference (INTEGER is BIGINT there, BLOB is BYTEA, triggers call a function, STRICT goes).

-- +goose Up

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- One change number a home: sync tokens are made of them.
CREATE TABLE homes (
    id     TEXT    NOT NULL PRIMARY KEY,
    change INTEGER NOT NULL
) STRICT;

CREATE TABLE programme (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    body TEXT    NOT NULL
) STRICT;

CREATE TABLE sessions (
    id     TEXT    NOT NULL PRIMARY KEY,
    change INTEGER NOT NULL,
    body   TEXT    NOT NULL,
    filed  TEXT             -- what the configuration file last said of it
) STRICT;
CREATE INDEX sessions_by_change ON sessions (change);

-- Every body that a session has had, by edition.
CREATE TABLE session_revisions (
    id       TEXT    NOT NULL REFERENCES sessions (id),
    edition  INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    change   INTEGER NOT NULL,
    body     TEXT    NOT NULL,
    PRIMARY KEY (id, edition)
) STRICT;
CREATE INDEX session_revisions_by_sequence ON session_revisions (id, sequence, edition);

CREATE TABLE people (
    id          TEXT    NOT NULL PRIMARY KEY,
    email       TEXT    NOT NULL,
    address     TEXT    NOT NULL, -- the e-mail address in small letters
    name        TEXT    NOT NULL,
    function    TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    territories TEXT    NOT NULL, -- JSON list of ids
    category    TEXT    NOT NULL,
    epoch       INTEGER NOT NULL,
    feed_token  TEXT    NOT NULL,
    in_file     INTEGER NOT NULL,
    removed     INTEGER NOT NULL
) STRICT;
CREATE INDEX people_by_address ON people (address, removed, id);
CREATE UNIQUE INDEX people_have_their_own_address ON people (address) WHERE removed = 0;

CREATE TABLE feed_tokens (
    token      TEXT NOT NULL PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES people (id),
    revoked_at INTEGER -- NULL while it works
) STRICT;

CREATE TABLE credentials (
    person  TEXT    NOT NULL REFERENCES people (id),
    kind    TEXT    NOT NULL,
    hash    TEXT    NOT NULL,
    label   TEXT    NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (person, kind, hash)
) STRICT;

-- home follows from person and territory: it is the one whose change number counts the answer.
CREATE TABLE answers (
    home      TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    session   TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    territory TEXT    NOT NULL,
    category  TEXT    NOT NULL,
    said_by   TEXT    NOT NULL,
    status    TEXT    NOT NULL,
    comment   TEXT    NOT NULL,
    door      TEXT    NOT NULL,
    said_at   INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    late      INTEGER NOT NULL,
    PRIMARY KEY (home, session, territory, category, number)
) STRICT;
CREATE INDEX answers_by_number ON answers (home, number);
CREATE INDEX answers_by_session ON answers (session);

CREATE TABLE overlays (
    person   TEXT    NOT NULL,
    item     TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    session  TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    hidden   INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (person, item, number)
) STRICT;
CREATE INDEX overlays_by_number ON overlays (person, number);

CREATE TABLE collections (
    home         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    display_name TEXT    NOT NULL,
    description  TEXT    NOT NULL,
    color        TEXT    NOT NULL,
    position     INTEGER NOT NULL,
    components   TEXT    NOT NULL, -- JSON list
    time_zone    TEXT    NOT NULL,
    transparent  INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    change       INTEGER NOT NULL,
    meta         INTEGER NOT NULL,
    PRIMARY KEY (home, name)
) STRICT;

-- Octets come last: a reading without them does not touch their pages.
CREATE TABLE objects (
    home         TEXT    NOT NULL,
    collection   TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    uid          TEXT    NOT NULL,
    component    TEXT    NOT NULL,
    etag         TEXT    NOT NULL,
    schedule_tag TEXT    NOT NULL,
    reach        INTEGER NOT NULL, -- 0: a span of at most 32 days, 1: longer, 2: open-ended
    first        INTEGER NOT NULL,
    last         INTEGER NOT NULL,
    open_ended   INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    change       INTEGER NOT NULL,
    modified     INTEGER NOT NULL,
    octets       BLOB    NOT NULL,
    PRIMARY KEY (home, collection, name)
) STRICT;
CREATE INDEX objects_by_change ON objects (home, collection, change, name);
CREATE INDEX objects_by_span ON objects (home, collection, reach, first, last);
-- A scheduling inbox may hold several messages with one UID (RFC 6638 §2.2), a calendar only one (RFC 4791 §4.1).
CREATE UNIQUE INDEX objects_by_uid ON objects (home, collection, uid) WHERE collection <> 'inbox';
CREATE INDEX objects_in_inbox_by_uid ON objects (home, uid) WHERE collection = 'inbox';

-- Names of objects that were removed from a collection; collection '' for collections removed from a home.
CREATE TABLE tombstones (
    home       TEXT    NOT NULL,
    collection TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    change     INTEGER NOT NULL,
    PRIMARY KEY (home, collection, name)
) STRICT;
CREATE INDEX tombstones_by_change ON tombstones (home, collection, change, name);

CREATE TABLE properties (
    resource TEXT NOT NULL, -- path below /dav/, without slashes at its ends
    person   TEXT NOT NULL, -- '' for what all see
    space    TEXT NOT NULL,
    local    TEXT NOT NULL,
    xml      TEXT NOT NULL,
    PRIMARY KEY (resource, person, space, local)
) STRICT;

CREATE TABLE shares (
    home       TEXT NOT NULL,
    collection TEXT NOT NULL,
    principal  TEXT NOT NULL,
    access     TEXT NOT NULL,
    PRIMARY KEY (home, collection, principal)
) STRICT;
CREATE INDEX shares_by_principal ON shares (principal, home, collection);

-- What people said and what they were told stays as it was.

-- +goose StatementBegin
CREATE TRIGGER answers_are_not_rewritten BEFORE UPDATE ON answers
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER answers_are_not_deleted BEFORE DELETE ON answers
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER overlays_are_not_rewritten BEFORE UPDATE ON overlays
BEGIN SELECT RAISE(ABORT, 'overlays are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER overlays_are_not_deleted BEFORE DELETE ON overlays
BEGIN SELECT RAISE(ABORT, 'overlays are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER session_revisions_are_not_rewritten BEFORE UPDATE ON session_revisions
BEGIN SELECT RAISE(ABORT, 'session revisions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER session_revisions_are_not_deleted BEFORE DELETE ON session_revisions
BEGIN SELECT RAISE(ABORT, 'session revisions are append-only'); END;
-- +goose StatementEnd
