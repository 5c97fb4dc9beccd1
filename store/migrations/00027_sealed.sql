-- +goose Up

-- Tokens stand here as hashes, by which they are found, and sealed where they are shown or sent again. What is in clear is sealed when
-- the store is next opened (seal_clear.go), since the key for it is not in the database.
ALTER TABLE busy_links ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE mails      ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE letters    ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
