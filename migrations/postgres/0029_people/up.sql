-- Who of the team added a vote on behalf of somebody, when, and the note that only the team sees; null for none. It goes with the vote.
CREATE TABLE on_behalf_notes (
  project INTEGER NOT NULL,
  request INTEGER NOT NULL,
  visitor BIGINT NOT NULL,
  author TEXT NOT NULL,
  note TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project, request, visitor),
  FOREIGN KEY (project, request, visitor) REFERENCES votes (project, request, visitor) ON DELETE CASCADE ON UPDATE CASCADE
);

-- The list of visitors, narrowed to a company.
CREATE INDEX visitors_company ON visitors (project_id, company) WHERE company IS NOT NULL;

-- How much a vote counts of the visitors of a segment, where that is not 1.
CREATE TABLE segments (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  weight DOUBLE PRECISION NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, name)
);

-- The weights of visitors with a higher id are still to be set by their segments, before the scores; null where none are.
ALTER TABLE rerankings ADD COLUMN visitors_after UUID;
