-- Version 1. Later versions add tables and columns, and never change the meaning of these.

-- What is known of the file itself: which one it is, how often records in it have changed, what was taken over into it.
CREATE TABLE fact (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

-- Queries that were asked, each once, in the order of `nth`.
CREATE TABLE asked (query TEXT PRIMARY KEY, nth INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX asked_nth ON asked (nth);

-- Queries with names, in the order of `nth`.
CREATE TABLE saved (name TEXT PRIMARY KEY, query TEXT NOT NULL, nth INTEGER NOT NULL) WITHOUT ROWID;

-- What was left on one briefing. `changed` is the change of the file that touched it last; times are milliseconds since 1970,
-- for putting together what two machines have.
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    read INTEGER NOT NULL DEFAULT 0, read_time INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0, starred_time INTEGER NOT NULL DEFAULT 0,
    stop INTEGER, stop_before TEXT, stop_after TEXT, stop_time INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL
);
CREATE INDEX record_changed ON record (changed);

-- By what the briefing of a record is or was known: hashes of the identity it states, of its text, of its path; 0 for none.
CREATE TABLE known (
    id INTEGER NOT NULL, text INTEGER NOT NULL, path INTEGER NOT NULL, record INTEGER NOT NULL,
    PRIMARY KEY (text, path, id)
) WITHOUT ROWID;
CREATE INDEX known_id ON known (id) WHERE id <> 0;
CREATE INDEX known_path ON known (path);
CREATE INDEX known_record ON known (record);

-- Letters that mark places: a-z in each briefing, A-Z in one. One that is free again has no place.
CREATE TABLE mark (
    letter TEXT NOT NULL, record INTEGER NOT NULL,
    stop INTEGER, before TEXT, after TEXT, time INTEGER NOT NULL,
    PRIMARY KEY (letter, record)
) WITHOUT ROWID;
CREATE INDEX mark_record ON mark (record);
