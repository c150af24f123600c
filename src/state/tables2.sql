-- Version 2: tags, notes, visits, and what putting together two files needs.

-- Of asked queries `nth` is since then when they were asked, in milliseconds since 1970; before, a mere count.
-- Of saved ones it is when the name was saved first, `time` when it was changed last; those that were removed are `gone`.
ALTER TABLE saved ADD COLUMN time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE saved ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;

-- Tags of briefings: `there` is 0 for one that was taken away.
CREATE TABLE tag (
    tag TEXT NOT NULL, record INTEGER NOT NULL, there INTEGER NOT NULL, time INTEGER NOT NULL,
    PRIMARY KEY (record, tag)
) WITHOUT ROWID;

-- Notes: on a record, or on an entity by kind and name. Those on a passage have a place and a quote. One that was removed is
-- `gone`, and has no words any more.
CREATE TABLE note (
    id INTEGER PRIMARY KEY, record INTEGER, kind TEXT, name TEXT,
    stop INTEGER, before TEXT, after TEXT, quote TEXT,
    text TEXT NOT NULL, about TEXT NOT NULL, gone INTEGER NOT NULL,
    made INTEGER NOT NULL, time INTEGER NOT NULL, changed INTEGER NOT NULL
);
CREATE INDEX note_record ON note (record);
CREATE INDEX note_changed ON note (changed);

-- What the last session with each collection has seen: keys of briefings, eight bytes each, lowest first.
CREATE TABLE visit (corpus TEXT PRIMARY KEY, time INTEGER NOT NULL, keys BLOB NOT NULL) WITHOUT ROWID;
