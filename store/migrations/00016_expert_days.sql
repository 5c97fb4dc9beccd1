-- +goose Up

-- What experts and delegations say of expert days: who set the time of one, who accepts it, and for which time.
CREATE TABLE day_answers (
    territory TEXT    NOT NULL,
    number    INTEGER NOT NULL, -- change number in the territory's home
    uid       TEXT    NOT NULL,
    said_by   TEXT    NOT NULL,
    expert    INTEGER NOT NULL, -- an expert for themselves; else for the delegation
    proposes  INTEGER NOT NULL, -- entered or moved the day
    status    TEXT    NOT NULL,
    comment   TEXT    NOT NULL,
    starts    INTEGER NOT NULL,
    ends      INTEGER NOT NULL,
    all_day   INTEGER NOT NULL,
    door      TEXT    NOT NULL,
    said_at   INTEGER NOT NULL,
    PRIMARY KEY (territory, number)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER day_answers_stay BEFORE UPDATE ON day_answers WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN
    SELECT RAISE(ABORT, 'answers are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER day_answers_are_kept BEFORE DELETE ON day_answers
BEGIN
    SELECT RAISE(ABORT, 'answers are append-only');
END;
-- +goose StatementEnd
