-- Time-boxed questions: state is draft or published; whether one is open follows from opens_at and closes_at. quorum is a number of
-- ballots, screens the routes that it concerns, revision counts edits. result is what was counted once it had closed, and never changes.
CREATE TABLE proposals (
  project_id BLOB NOT NULL,
  id BLOB NOT NULL,
  slug TEXT NOT NULL,
  question TEXT NOT NULL,
  context TEXT NOT NULL,
  method TEXT NOT NULL,
  who TEXT NOT NULL,
  quorum INTEGER NOT NULL,
  screens TEXT NOT NULL,
  request_id BLOB,
  state TEXT NOT NULL,
  opens_at INTEGER,
  closes_at INTEGER,
  outcome TEXT,
  outcome_by TEXT,
  outcome_at INTEGER,
  result TEXT,
  revision INTEGER NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id)
) STRICT;
CREATE UNIQUE INDEX proposals_slug ON proposals (project_id, slug);
CREATE INDEX proposals_created ON proposals (project_id, created_at DESC, id DESC);
CREATE INDEX proposals_closing ON proposals (project_id, state, closes_at DESC, id DESC);
CREATE INDEX proposals_request ON proposals (project_id, request_id) WHERE request_id IS NOT NULL;
CREATE INDEX proposals_due ON proposals (closes_at) WHERE state = 'published' AND result IS NULL;

-- What can be chosen in a proposal, in its order from 0.
CREATE TABLE proposal_options (
  project_id BLOB NOT NULL,
  proposal_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (project_id, proposal_id, position),
  FOREIGN KEY (project_id, proposal_id) REFERENCES proposals (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a visitor chose: the positions of options, the first choice first where they are ranked.
CREATE TABLE ballots (
  project_id BLOB NOT NULL,
  proposal_id BLOB NOT NULL,
  visitor_id BLOB NOT NULL,
  choices TEXT NOT NULL,
  cast_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, proposal_id, visitor_id),
  FOREIGN KEY (project_id, proposal_id) REFERENCES proposals (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX ballots_visitor ON ballots (project_id, visitor_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('proposals', 'proposals', '10000 5000 1'),
  ('proposals', 'proposals_slug', '10000 5000 1'),
  ('proposals', 'proposals_created', '10000 5000 1 1'),
  ('proposals', 'proposals_closing', '10000 5000 2500 1 1'),
  ('proposals', 'proposals_request', '10000 5000 1'),
  ('proposals', 'proposals_due', '10000 1'),
  ('proposal_options', 'proposal_options', '40000 20000 4 1'),
  ('ballots', 'ballots', '1000000 500000 100 1'),
  ('ballots', 'ballots_visitor', '1000000 500000 5');
