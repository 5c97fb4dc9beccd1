-- +goose Up

-- The Message-ID of a mail is not its token any more: whoever reads a reply to it must not be able to answer in its
-- person's name. Mails from before keep theirs, by which answers to them still find them.
ALTER TABLE mails ADD COLUMN thread TEXT NOT NULL DEFAULT '';
UPDATE mails SET thread = token;
CREATE INDEX mails_by_thread ON mails (thread);
