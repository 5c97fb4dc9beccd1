-- +goose Up

-- People of whom all that tells who they are was erased: what they answered stands under an id that is nobody's.
CREATE TABLE erasures (
    nobody  TEXT    NOT NULL PRIMARY KEY,
    said_by TEXT    NOT NULL, -- who had it done: the same id for themselves, '' for whoever runs the server
    at      INTEGER NOT NULL
) STRICT;

-- It has a row while the transaction of an erasure runs: then only, what is append-only may be rewritten.
CREATE TABLE erasing (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1)
) STRICT;

DROP TRIGGER answers_are_not_rewritten;
DROP TRIGGER overlays_are_not_deleted;
DROP TRIGGER session_revisions_are_not_rewritten;
DROP TRIGGER decision_answers_stay;
DROP TRIGGER presences_are_not_rewritten;

-- +goose StatementBegin
CREATE TRIGGER answers_are_not_rewritten BEFORE UPDATE ON answers WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER overlays_are_not_deleted BEFORE DELETE ON overlays WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'overlays are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER session_revisions_are_not_rewritten BEFORE UPDATE ON session_revisions WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'session revisions are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_answers_stay BEFORE UPDATE ON decision_answers WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER presences_are_not_rewritten BEFORE UPDATE ON presences WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'presences are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasures_are_not_rewritten BEFORE UPDATE ON erasures WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasures_are_not_deleted BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
-- +goose StatementEnd
