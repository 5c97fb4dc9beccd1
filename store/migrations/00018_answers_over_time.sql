-- +goose Up

-- Organisers read what was said by when it was said: the history, and how answers came over time.
CREATE INDEX answers_by_time ON answers (said_at, status);
