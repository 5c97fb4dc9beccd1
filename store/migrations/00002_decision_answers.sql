-- +goose Up

-- Every revision of what delegations say of arbitrages, and of what the organisers reply.
CREATE TABLE decision_answers (
    territory TEXT    NOT NULL,
    number    INTEGER NOT NULL, -- change number in the territory's home
    decision  INTEGER NOT NULL,
    said_by   TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    done      INTEGER NOT NULL,
    reply     INTEGER NOT NULL,
    door      TEXT    NOT NULL,
    said_at   INTEGER NOT NULL,
    PRIMARY KEY (territory, number)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER decision_answers_stay BEFORE UPDATE ON decision_answers
BEGIN
    SELECT RAISE(ABORT, 'answers are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_answers_are_kept BEFORE DELETE ON decision_answers
BEGIN
    SELECT RAISE(ABORT, 'answers are append-only');
END;
-- +goose StatementEnd
