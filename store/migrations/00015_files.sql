-- +goose Up

-- Documents that delegations hand in, and links to documents elsewhere (url). A removed one keeps its line.
CREATE TABLE files (
    id         TEXT    NOT NULL PRIMARY KEY,
    territory  TEXT    NOT NULL,
    decision   INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    digest     TEXT    NOT NULL,
    url        TEXT    NOT NULL,
    put_by     TEXT    NOT NULL,
    put_at     INTEGER NOT NULL,
    removed_by TEXT    NOT NULL DEFAULT '',
    removed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX files_by_territory ON files (territory, put_at);

-- Their octets, in parts, so that nothing has to hold a whole document.
CREATE TABLE file_parts (
    file   TEXT    NOT NULL REFERENCES files (id),
    part   INTEGER NOT NULL,
    octets BLOB    NOT NULL,
    PRIMARY KEY (file, part)
) STRICT;
