-- +goose Up

-- Implicit scheduling finds the organiser's object and everybody's copies by their UID, whosever they are (RFC 6638 §3.2).
CREATE INDEX objects_scheduled ON objects (uid) WHERE schedule_tag <> '';
