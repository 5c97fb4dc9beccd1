-- +goose Up

-- When calendars were made. Of older ones it is not known: the first of January of year 1.
ALTER TABLE collections ADD COLUMN created_at INTEGER NOT NULL DEFAULT -62135596800000000;

-- How many octets a home's objects have together. Triggers keep it: a write and a reading cost one row.
ALTER TABLE homes ADD COLUMN used INTEGER NOT NULL DEFAULT 0;

-- Objects with their time of creation and their size, which stand before the octets so that a reading without these
-- still does not touch their pages. Of older objects the last change is what is known.
ALTER TABLE objects RENAME TO objects_before;

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
    created      INTEGER NOT NULL, -- change number
    created_at   INTEGER NOT NULL, -- time
    change       INTEGER NOT NULL,
    modified     INTEGER NOT NULL,
    size         INTEGER NOT NULL CHECK (size = length(octets)),
    octets       BLOB    NOT NULL,
    PRIMARY KEY (home, collection, name)
) STRICT;

INSERT INTO objects (home, collection, name, uid, component, etag, schedule_tag, reach, first, last, open_ended, created,
    created_at, change, modified, size, octets)
SELECT home, collection, name, uid, component, etag, schedule_tag, reach, first, last, open_ended, created,
    modified, change, modified, length(octets), octets FROM objects_before;

DROP TABLE objects_before;

CREATE INDEX objects_by_change ON objects (home, collection, change, name);
CREATE INDEX objects_by_span ON objects (home, collection, reach, first, last);
CREATE UNIQUE INDEX objects_by_uid ON objects (home, collection, uid) WHERE collection <> 'inbox';
CREATE INDEX objects_in_inbox_by_uid ON objects (home, uid) WHERE collection = 'inbox';

INSERT INTO homes (id, change, used)
SELECT home, 0, sum(size) FROM objects WHERE true GROUP BY home
ON CONFLICT (id) DO UPDATE SET used = excluded.used;

-- +goose StatementBegin
CREATE TRIGGER objects_use_their_home AFTER INSERT ON objects
BEGIN
    INSERT INTO homes (id, change, used) VALUES (NEW.home, 0, NEW.size)
    ON CONFLICT (id) DO UPDATE SET used = used + excluded.used;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objects_use_more_or_less AFTER UPDATE OF size ON objects WHEN NEW.size <> OLD.size
BEGIN UPDATE homes SET used = used + NEW.size - OLD.size WHERE id = NEW.home; END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objects_give_back AFTER DELETE ON objects
BEGIN UPDATE homes SET used = used - OLD.size WHERE id = OLD.home; END;
-- +goose StatementEnd
