-- What happened in a project by UTC day, kept in the transaction of what happened: requests that were made, decisions that were not taken
-- back, those among them that ship, votes by the day on which they were cast, and answers by the day on which they were given. A vote that a
-- merged request has lent counts where it was cast, and only there.
CREATE TABLE day_totals (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  figure TEXT NOT NULL,
  day INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (project_id, figure, day)
) STRICT, WITHOUT ROWID;
INSERT INTO day_totals (project_id, figure, day, n) SELECT project_id, 'suggested', created_at / 86400000000, count(*)
  FROM requests GROUP BY 1, 3;
INSERT INTO day_totals (project_id, figure, day, n) SELECT project_id, 'decided', decided_at / 86400000000, count(*)
  FROM decisions WHERE undone_at IS NULL GROUP BY 1, 3;
INSERT INTO day_totals (project_id, figure, day, n) SELECT project_id, 'shipped', decided_at / 86400000000, count(*)
  FROM decisions WHERE undone_at IS NULL AND status = 'shipped' GROUP BY 1, 3;
INSERT INTO day_totals (project_id, figure, day, n) SELECT projects.id, 'votes', (CAST(cast_at AS BIGINT) + 1704067200) / 86400, count(*)
  FROM votes JOIN projects ON projects.number = votes.project WHERE merged_from IS NULL GROUP BY 1, 3;
INSERT INTO day_totals (project_id, figure, day, n) SELECT project_id, 'helpful', day, sum(helpful)
  FROM answer_days GROUP BY 1, 3 HAVING sum(helpful) > 0;
INSERT INTO day_totals (project_id, figure, day, n) SELECT project_id, 'unhelpful', day, sum(unhelpful)
  FROM answer_days GROUP BY 1, 3 HAVING sum(unhelpful) > 0;

-- When a snoozed request came back by itself.
ALTER TABLE requests ADD COLUMN woken_at INTEGER;

-- Votes of the last days, whatever a request has in all; new requests that are not snoozed and that two visitors want, the oldest first
-- (the facets are domain/facet.rs's); what came back; reports without a request; answers to "Is it solved?".
CREATE INDEX votes_recent ON votes (project, request, cast_at, kind);
CREATE INDEX standings_waiting ON standings (project, request) WHERE votes > 1 AND facet IN (0, 2, 4, 6, 64, 66, 68, 70);
CREATE INDEX requests_woken ON requests (project_id, woken_at DESC, id DESC) WHERE woken_at IS NOT NULL;
CREATE INDEX reports_unlinked ON reports (project_id, created_at DESC, id DESC) WHERE request_id IS NULL;
CREATE INDEX solved_answers_latest ON solved_answers (project_id, answer, answered_at DESC);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('day_totals', 'day_totals', '10000 5000 1000 1'),
  ('votes', 'votes_recent', '10000000 5000000 200 2 1'),
  ('standings', 'standings_waiting', '100000 50000 1'),
  ('requests', 'requests_woken', '10000 5000 1 1'),
  ('solved_answers', 'solved_answers_latest', '1000000 500000 200000 1');
