-- The facet of a request: its status, kind and visibility, whether it is snoozed and assigned, as one small number (domain/facet.rs). Each order
-- of the lists is an index by facet, so that a list narrowed to what few requests are reads no others.
ALTER TABLE requests ADD COLUMN facet INTEGER NOT NULL DEFAULT 0;
ALTER TABLE standings ADD COLUMN facet INTEGER NOT NULL DEFAULT 0;
UPDATE requests SET facet = 8 * CASE status WHEN 'new' THEN 0 WHEN 'under_review' THEN 1 WHEN 'planned' THEN 2 WHEN 'in_progress' THEN 3
  WHEN 'shipped' THEN 4 WHEN 'declined' THEN 5 ELSE 6 END + CASE kind WHEN 'problem' THEN 4 ELSE 0 END + CASE WHEN public THEN 2 ELSE 0 END;
UPDATE standings SET facet = (SELECT requests.facet FROM requests JOIN projects ON projects.id = requests.project_id
  WHERE projects.number = standings.project AND requests.number = standings.request);

-- How many requests of a project have a facet: moved in the transaction that gives one to a request.
CREATE TABLE request_totals (
  project INTEGER NOT NULL,
  facet INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  PRIMARY KEY (project, facet)
) STRICT, WITHOUT ROWID;
INSERT INTO request_totals (project, facet, requests) SELECT project, facet, count(*) FROM standings GROUP BY project, facet;

DROP INDEX standings_hot;
DROP INDEX standings_top;
DROP INDEX requests_new;
CREATE INDEX standings_hot ON standings (project, facet, heat DESC, request DESC);
CREATE INDEX standings_top ON standings (project, facet, votes DESC, request DESC);
CREATE INDEX requests_new ON requests (project_id, facet, created_at DESC, id DESC);

DELETE FROM sqlite_stat1 WHERE idx IN ('standings_hot', 'standings_top', 'requests_new');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('requests', 'requests_new', '1000000 500000 50000 1 1'),
  ('standings', 'standings_hot', '1000000 500000 50000 1 1'),
  ('standings', 'standings_top', '1000000 500000 50000 100 1');
