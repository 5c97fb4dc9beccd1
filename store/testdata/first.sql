-- A database of schema version 1 with one of everything, as the first program wrote it. Frozen: it never changes.

CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
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
CREATE UNIQUE INDEX objects_by_uid ON objects (home, collection, uid) WHERE collection <> 'inbox';
CREATE INDEX objects_in_inbox_by_uid ON objects (home, uid) WHERE collection = 'inbox';
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

INSERT INTO goose_db_version VALUES (1, 0, 1, '2022-01-01 00:00:00');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2022-01-01 00:00:00');
INSERT INTO settings VALUES ('generation', 'g1');
INSERT INTO homes VALUES ('rita', 3);
INSERT INTO homes VALUES ('answers:rita', 2);
INSERT INTO homes VALUES ('territory:faverges', 1);
INSERT INTO programme VALUES (1, '{"ID":"programme.example.org","Title":"Territoires","Description":"Le parcours","Language":"fr","TimeZone":"Europe/Paris","Organiser":{"ID":"equipe","Name":"L''équipe","Email":"equipe@example.org"},"Note":{"Title":"Note","Context":"Contexte","Object":"Objet"},"Categories":[{"ID":"elus","Label":"Élus","Color":"teal"}],"Territories":[{"ID":"faverges","Name":"Faverges","Orientation":"habitat","State":"oriented","SchoolZone":"A","Dialogue":"marché"}],"Sessions":null,"Polls":[{"ID":"dates","Title":"Dates","Meaning":"je viens","Decision":2,"PerTerritory":true}],"Decisions":[{"Number":2,"Title":"Dates","Question":"Quand ?","Recap":"Quand donc ?","Form":["poll"],"Sessions":["pairs"],"Poll":"dates","Who":"referent","To":"rita","Optional":true,"Due":{"Year":2022,"Month":3,"Day":1},"DueStated":true,"DueWhy":"avant"}],"Resources":[{"ID":"guide","Title":"Guide","URL":"https://example.org/guide","Territory":"","Sessions":null}],"Dialogue":{"Title":"Dialogue","Description":"Une journée","Before":{"Year":2022,"Month":9,"Day":30},"Pilot":"rita"},"Budget":{"Title":"Expertise","Description":"Huit jours","Days":8,"OnSite":4,"StabiliseBy":{"Year":2022,"Month":5,"Day":1}},"Rules":["Écouter"],"People":null}');
INSERT INTO sessions VALUES ('pairs-elus', 4, '{"ID":"pairs-elus","Group":"pairs","GroupTitle":"Session entre pairs","Category":"elus","Kind":"Session entre pairs","Title":"Élus : partager les freins","Description":"Deux heures\npour se parler","When":{"Start":"2022-03-08T13:00:00Z","End":"2022-03-08T15:00:00Z","AllDay":false},"Status":"fixed","Place":{"Mode":"visio","Where":"en ligne","Link":"https://visio.example.org/tous"},"Room":{"Link":"https://visio.example.org/elus","Description":"Salle des élus"},"Audience":{"Categories":["elus"],"Territories":["faverges"],"Roles":["member"],"AskedTo":["agora"]},"Optional":true,"Poll":"dates","Option":1,"Options":3,"Resources":[{"ID":"guide","Title":"Guide","URL":"https://example.org/guide","Territory":"faverges","Sessions":["pairs"]}],"UID":"pairs-elus@programme.example.org","Asked":[{"Categories":["elus"],"Territories":null,"Roles":null,"AskedTo":null}],"Sequence":2,"AskedAt":1,"Created":"2022-03-01T08:00:00Z","Modified":"2022-03-02T09:00:00Z","Born":3,"Change":4,"Cancelled":"2022-03-03T10:00:00Z","Dropped":true,"Lost":true,"Planned":"0001-01-01T00:00:00Z","Decided":"2022-03-03T11:00:00Z","VotedAt":1,"Removed":true,"Was":[{"Asked":[{"Categories":["ddt"],"Territories":null,"Roles":null,"AskedTo":null}],"Until":3}]}', '{"ID":"pairs-elus","Group":"pairs","GroupTitle":"Session entre pairs","Category":"elus","Kind":"Session entre pairs","Title":"Élus : partager les freins","Description":"Deux heures\npour se parler","When":{"Start":"2022-03-08T13:00:00Z","End":"2022-03-08T15:00:00Z","AllDay":false},"Status":"fixed","Place":{"Mode":"visio","Where":"en ligne","Link":"https://visio.example.org/tous"},"Room":{"Link":"https://visio.example.org/elus","Description":"Salle des élus"},"Audience":{"Categories":["elus"],"Territories":["faverges"],"Roles":["member"],"AskedTo":["agora"]},"Optional":true,"Poll":"dates","Option":1,"Options":3,"Resources":[{"ID":"guide","Title":"Guide","URL":"https://example.org/guide","Territory":"faverges","Sessions":["pairs"]}]}');
INSERT INTO sessions VALUES ('agora', 5, '{"ID":"agora","Group":"","GroupTitle":"","Category":"","Kind":"","Title":"Agora","Description":"","When":{"Start":"2022-06-01T00:00:00Z","End":"2022-06-03T00:00:00Z","AllDay":true},"Status":"estimated","Place":{"Mode":"","Where":"","Link":""},"Room":{"Link":"","Description":""},"Audience":{"Categories":null,"Territories":null,"Roles":null,"AskedTo":null},"Optional":false,"Poll":"","Option":0,"Options":0,"Resources":null,"UID":"agora@programme.example.org","Asked":null,"Sequence":0,"AskedAt":0,"Created":"0001-01-01T00:00:00Z","Modified":"0001-01-01T00:00:00Z","Born":0,"Change":5,"Cancelled":"0001-01-01T00:00:00Z","Dropped":false,"Lost":false,"Planned":"0001-01-01T00:00:00Z","Decided":"0001-01-01T00:00:00Z","VotedAt":0,"Removed":false,"Was":null}', NULL);
INSERT INTO session_revisions VALUES ('pairs-elus', 1, 2, 4, '{"ID":"pairs-elus","Group":"pairs","GroupTitle":"Session entre pairs","Category":"elus","Kind":"Session entre pairs","Title":"Élus : partager les freins","Description":"Deux heures\npour se parler","When":{"Start":"2022-03-08T13:00:00Z","End":"2022-03-08T15:00:00Z","AllDay":false},"Status":"fixed","Place":{"Mode":"visio","Where":"en ligne","Link":"https://visio.example.org/tous"},"Room":{"Link":"https://visio.example.org/elus","Description":"Salle des élus"},"Audience":{"Categories":["elus"],"Territories":["faverges"],"Roles":["member"],"AskedTo":["agora"]},"Optional":true,"Poll":"dates","Option":1,"Options":3,"Resources":[{"ID":"guide","Title":"Guide","URL":"https://example.org/guide","Territory":"faverges","Sessions":["pairs"]}],"UID":"pairs-elus@programme.example.org","Asked":[{"Categories":["elus"],"Territories":null,"Roles":null,"AskedTo":null}],"Sequence":2,"AskedAt":1,"Created":"2022-03-01T08:00:00Z","Modified":"2022-03-02T09:00:00Z","Born":3,"Change":4,"Cancelled":"2022-03-03T10:00:00Z","Dropped":true,"Lost":true,"Planned":"0001-01-01T00:00:00Z","Decided":"2022-03-03T11:00:00Z","VotedAt":1,"Removed":true,"Was":[{"Asked":[{"Categories":["ddt"],"Territories":null,"Roles":null,"AskedTo":null}],"Until":3}]}');
INSERT INTO session_revisions VALUES ('agora', 1, 0, 5, '{"ID":"agora","Group":"","GroupTitle":"","Category":"","Kind":"","Title":"Agora","Description":"","When":{"Start":"2022-06-01T00:00:00Z","End":"2022-06-03T00:00:00Z","AllDay":true},"Status":"estimated","Place":{"Mode":"","Where":"","Link":""},"Room":{"Link":"","Description":""},"Audience":{"Categories":null,"Territories":null,"Roles":null,"AskedTo":null},"Optional":false,"Poll":"","Option":0,"Options":0,"Resources":null,"UID":"agora@programme.example.org","Asked":null,"Sequence":0,"AskedAt":0,"Created":"0001-01-01T00:00:00Z","Modified":"0001-01-01T00:00:00Z","Born":0,"Change":5,"Cancelled":"0001-01-01T00:00:00Z","Dropped":false,"Lost":false,"Planned":"0001-01-01T00:00:00Z","Decided":"0001-01-01T00:00:00Z","VotedAt":0,"Removed":false,"Was":null}');
INSERT INTO people VALUES ('rita', 'Rita.Moreau@example.org', 'rita.moreau@example.org', 'Rita Moreau', 'chargée de mission', 'fr', 'referent', '["faverges","annecy"]', 'elus', 7, 'jeton-rita', 1, 0);
INSERT INTO people VALUES ('old', 'old@example.org', 'old@example.org', 'Old', '', '', '', 'null', '', 1, 'jeton-old', 0, 1);
INSERT INTO feed_tokens VALUES ('jeton-rita', 'rita', NULL);
INSERT INTO feed_tokens VALUES ('jeton-old', 'old', 1646208000000000);
INSERT INTO credentials VALUES ('rita', 'app', 'c2hhMjU2', 'téléphone', 1646118000000000);
INSERT INTO answers VALUES ('answers:rita', 1, 'agora', 'rita', '', '', 'rita', 'ACCEPTED', 'j''y serai', 'caldav', 1646380800000000, 1, 1);
INSERT INTO answers VALUES ('territory:faverges', 1, 'pairs-elus', '', 'faverges', 'elus', 'rita', 'X-SANS-OBJET', '', 'web', 1646467200000000, 2, 0);
INSERT INTO overlays VALUES ('rita', 'parcours/agora.ics', 2, 'agora', CAST(X'5452414E53503A5452414E53504152454E540D0A' AS TEXT), 1, 1);
INSERT INTO collections VALUES ('rita', 'calendar', 'Mon agenda', 'à moi', '#1B5E9E', 2, '["VEVENT","VFREEBUSY"]', 'BEGIN:VCALENDAR', 1, 1, 3, 2);
INSERT INTO objects VALUES ('rita', 'calendar', 'lunch.ics', 'lunch', 'VEVENT', 'e1', 's1', 0, 1646737200000000, 1646740800000000, 0, 2, 3, 1646553600000000, X'424547494E3A5643414C454E4441520D0A454E443A5643414C454E4441520D0A00FF');
INSERT INTO objects VALUES ('rita', 'calendar', 'weekly', 'weekly', 'VEVENT', 'e2', '', 2, 1646125200000000, -62135596800000000, 1, 3, 3, 1646557200000000, X'57');
INSERT INTO tombstones VALUES ('rita', '', 'spare', 2);
INSERT INTO properties VALUES ('calendars/rita/calendar', 'rita', 'http://apple.com/ns/ical/', 'calendar-color', '<x>#FF0000</x>');
INSERT INTO shares VALUES ('rita', 'calendar', 'category:elus', 'write');

CREATE TRIGGER answers_are_not_rewritten BEFORE UPDATE ON answers
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
CREATE TRIGGER answers_are_not_deleted BEFORE DELETE ON answers
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
CREATE TRIGGER overlays_are_not_rewritten BEFORE UPDATE ON overlays
BEGIN SELECT RAISE(ABORT, 'overlays are append-only'); END;
CREATE TRIGGER overlays_are_not_deleted BEFORE DELETE ON overlays
BEGIN SELECT RAISE(ABORT, 'overlays are append-only'); END;
CREATE TRIGGER session_revisions_are_not_rewritten BEFORE UPDATE ON session_revisions
BEGIN SELECT RAISE(ABORT, 'session revisions are append-only'); END;
CREATE TRIGGER session_revisions_are_not_deleted BEFORE DELETE ON session_revisions
BEGIN SELECT RAISE(ABORT, 'session revisions are append-only'); END;
