-- Time-boxed questions: state is draft or published; whether one is open follows from opens_at and closes_at. quorum is a number of
-- ballots, screens the routes that it concerns, revision counts edits. result is what was counted once it had closed, and never changes.
CREATE TABLE proposals (
  project_id UUID NOT NULL,
  id UUID NOT NULL,
  slug TEXT NOT NULL,
  question TEXT NOT NULL,
  context TEXT NOT NULL,
  method TEXT NOT NULL,
  who TEXT NOT NULL,
  quorum BIGINT NOT NULL,
  screens JSONB NOT NULL,
  request_id UUID,
  state TEXT NOT NULL,
  opens_at BIGINT,
  closes_at BIGINT,
  outcome TEXT,
  outcome_by TEXT,
  outcome_at BIGINT,
  result JSONB,
  revision BIGINT NOT NULL,
  author TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id)
);
CREATE UNIQUE INDEX proposals_slug ON proposals (project_id, slug);
CREATE INDEX proposals_created ON proposals (project_id, created_at DESC, id DESC);
CREATE INDEX proposals_closing ON proposals (project_id, state, closes_at DESC, id DESC);
CREATE INDEX proposals_request ON proposals (project_id, request_id) WHERE request_id IS NOT NULL;
CREATE INDEX proposals_due ON proposals (closes_at) WHERE state = 'published' AND result IS NULL;

-- What can be chosen in a proposal, in its order from 0.
CREATE TABLE proposal_options (
  project_id UUID NOT NULL,
  proposal_id UUID NOT NULL,
  position BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (project_id, proposal_id, position),
  FOREIGN KEY (project_id, proposal_id) REFERENCES proposals (project_id, id) ON DELETE CASCADE
);

-- What a visitor chose: the positions of options, the first choice first where they are ranked.
CREATE TABLE ballots (
  project_id UUID NOT NULL,
  proposal_id UUID NOT NULL,
  visitor_id UUID NOT NULL,
  choices JSONB NOT NULL,
  cast_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, proposal_id, visitor_id),
  FOREIGN KEY (project_id, proposal_id) REFERENCES proposals (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
);
CREATE INDEX ballots_visitor ON ballots (project_id, visitor_id);
