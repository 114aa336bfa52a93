-- Two orders of the triage: by the weight of all votes, and by score for each point of effort. The effort stands beside the score, so that an
-- index has both. A request without an effort counts as one of a million points: after all that have one, by score among those that have none.
ALTER TABLE standings ADD COLUMN effort INTEGER;
UPDATE standings SET effort = (SELECT requests.effort FROM requests JOIN projects ON projects.id = requests.project_id
  WHERE projects.number = standings.project AND requests.number = standings.request);
CREATE INDEX standings_weighted ON standings (project, facet, weight DESC, request DESC);
CREATE INDEX standings_value ON standings (project, facet, (heat / COALESCE(effort, 1000000)) DESC, request DESC);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('standings', 'standings_weighted', '1000000 500000 50000 100 1'),
  ('standings', 'standings_value', '1000000 500000 50000 1 1');
