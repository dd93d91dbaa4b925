-- schema.sql - every table and column of keyturn.db explained.
--
-- Built into the program by the makefile.  Each line "-- schema N" begins the
-- step that takes a database from version N-1 to N (PRAGMA user_version); the
-- steps a database lacks run in order, in one transaction.  A step that was
-- once released is never edited: a change is a step of its own at the end.
-- Comments stay here, so they begin at "--" wherever that stands.
--
-- Times are the host's unix seconds; addresses and hashes are 32 raw bytes.

-- schema 1

-- Small facts by name, such as the multisig used last on a cluster.
CREATE TABLE fact (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Names the user gave addresses.  Local only; never sent anywhere.
CREATE TABLE label (
	address BLOB NOT NULL PRIMARY KEY CHECK (length(address) = 32),
	name    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One multisig on one cluster, so that other tables name both by a number.
CREATE TABLE scope (
	id       INTEGER PRIMARY KEY,
	genesis  BLOB NOT NULL CHECK (length(genesis) = 32),  -- the cluster's genesis hash
	multisig BLOB NOT NULL CHECK (length(multisig) = 32), -- its address, zero when none is meant
	seen_at  INTEGER NOT NULL DEFAULT 0,                  -- when accounts were saved last, 0 never
	UNIQUE (genesis, multisig)
) STRICT;

-- Last seen accounts, raw.  Without rowid: those of one scope lie together and
-- are read in one sweep.
CREATE TABLE account (
	scope   INTEGER NOT NULL REFERENCES scope (id),
	address BLOB NOT NULL CHECK (length(address) = 32),
	owner   BLOB NOT NULL CHECK (length(owner) = 32), -- program that owns it
	slot    INTEGER NOT NULL,                         -- read at; an older one never replaces a newer
	data    BLOB NOT NULL,                            -- empty: closed, kept so that an older reply cannot bring it back
	PRIMARY KEY (scope, address)
) STRICT, WITHOUT ROWID;

-- What this machine set out to do.  Durable before anything is sent.
CREATE TABLE intent (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	at           INTEGER NOT NULL,                       -- when it was written
	scope        INTEGER NOT NULL REFERENCES scope (id), -- cluster and multisig
	action       TEXT NOT NULL,                          -- "approve", "buffer write", ...
	subject      BLOB NOT NULL CHECK (length(subject) = 32), -- proposal, buffer or program
	signer       BLOB NOT NULL CHECK (length(signer) = 32),  -- whose key
	number       INTEGER NOT NULL,                       -- the proposal's, 0 none
	payload_hash BLOB,                                   -- the act as it was seen; null where there is none
	detail       TEXT NOT NULL                           -- words for people
) STRICT;
CREATE INDEX intent_by_subject ON intent (subject);

-- Signatures made for an intent, each written before it is sent.
CREATE TABLE attempt (
	intent            INTEGER NOT NULL REFERENCES intent (id),
	n                 INTEGER NOT NULL,                           -- 1 for the first
	at                INTEGER NOT NULL,
	signature         BLOB NOT NULL CHECK (length(signature) = 64), -- names the transaction
	last_valid_height INTEGER NOT NULL,                           -- block height after which it cannot land
	PRIMARY KEY (intent, n)
) STRICT, WITHOUT ROWID;

-- What became of an intent; the last one counts.
CREATE TABLE outcome (
	intent INTEGER NOT NULL REFERENCES intent (id),
	n      INTEGER NOT NULL,                                 -- 1 for the first
	at     INTEGER NOT NULL,
	what   INTEGER NOT NULL CHECK (what BETWEEN 1 AND 4),    -- enum journal_outcome
	slot   INTEGER NOT NULL,                                 -- it landed in, 0 none
	reason TEXT NOT NULL,                                    -- why it failed, "" otherwise
	PRIMARY KEY (intent, n)
) STRICT, WITHOUT ROWID;

-- Intents without a final outcome: what to look for after a crash.  Follows
-- from the three tables above and changes in the same transaction with them.
CREATE TABLE pending (
	intent INTEGER NOT NULL PRIMARY KEY REFERENCES intent (id)
) STRICT;

-- The journal is append-only, whoever holds the file.
CREATE TRIGGER intent_kept BEFORE DELETE ON intent BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER intent_fixed BEFORE UPDATE ON intent BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER attempt_kept BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER attempt_fixed BEFORE UPDATE ON attempt BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER outcome_kept BEFORE DELETE ON outcome BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER outcome_fixed BEFORE UPDATE ON outcome BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- schema 2

-- Landed transactions that touched a proposal, as looked at once: a vote, or
-- not.  A landed transaction never changes.
CREATE TABLE vote (
	scope     INTEGER NOT NULL REFERENCES scope (id),
	proposal  BLOB NOT NULL CHECK (length(proposal) = 32),   -- its address
	signature BLOB NOT NULL CHECK (length(signature) = 64),  -- names the transaction
	member    BLOB CHECK (length(member) = 32),              -- who voted; null: no vote in it
	choice    INTEGER NOT NULL,                              -- enum kt_choice; 0 where there is none
	slot      INTEGER NOT NULL,                              -- it landed in
	at        INTEGER NOT NULL,                              -- block time as reported, cluster unix s; -1 unknown
	PRIMARY KEY (scope, proposal, signature)
) STRICT, WITHOUT ROWID;

-- schema 3

-- Which saved program binary (file binaries/CODEHASH.so) is which version.
CREATE TABLE binary (
	scope     INTEGER NOT NULL REFERENCES scope (id),
	program   BLOB NOT NULL CHECK (length(program) = 32),   -- the governed program
	version   INTEGER NOT NULL,                             -- its number in the program's record
	code_hash BLOB NOT NULL CHECK (length(code_hash) = 32), -- names the file
	code_len  INTEGER NOT NULL,                             -- bytes without trailing zeros
	at        INTEGER NOT NULL,                             -- when it was saved or seen saved
	PRIMARY KEY (scope, program, version)
) STRICT, WITHOUT ROWID;

-- schema 4

-- Accounts lie in the order in which the first picture wants them, so that it
-- needs a few pages only.  What was kept before has no order: it is read again.
DROP TABLE account;
CREATE TABLE account (
	scope   INTEGER NOT NULL REFERENCES scope (id),
	address BLOB NOT NULL CHECK (length(address) = 32),
	owner   BLOB NOT NULL CHECK (length(owner) = 32), -- program that owns it
	slot    INTEGER NOT NULL,                         -- read at; an older one never replaces a newer
	data    BLOB NOT NULL,                            -- empty: closed, kept so that an older reply cannot bring it back
	rank    INTEGER NOT NULL,                         -- smallest first
	PRIMARY KEY (scope, rank, address),
	UNIQUE (scope, address)
) STRICT, WITHOUT ROWID;
DELETE FROM fact WHERE name LIKE 'read %';

-- schema 5

-- The key's columns come first: where they do not, the integrity check of
-- SQLite 3.40 sees NULL in a good table, and a good database was set aside.
DROP TABLE account;
CREATE TABLE account (
	scope   INTEGER NOT NULL REFERENCES scope (id),
	rank    INTEGER NOT NULL,                         -- smallest first
	address BLOB NOT NULL CHECK (length(address) = 32),
	owner   BLOB NOT NULL CHECK (length(owner) = 32), -- program that owns it
	slot    INTEGER NOT NULL,                         -- read at; an older one never replaces a newer
	data    BLOB NOT NULL,                            -- empty: closed, kept so that an older reply cannot bring it back
	PRIMARY KEY (scope, rank, address),
	UNIQUE (scope, address)
) STRICT, WITHOUT ROWID;
DELETE FROM fact WHERE name LIKE 'read %';

-- schema 6

-- What happened while an intent of many transactions was carried out.
CREATE TABLE event (
	intent INTEGER NOT NULL REFERENCES intent (id),
	n      INTEGER NOT NULL, -- 1 for the first
	at     INTEGER NOT NULL,
	what   TEXT NOT NULL,    -- "began", "resumed", ...
	text   TEXT NOT NULL,    -- words for people
	PRIMARY KEY (intent, n)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
