DROP INDEX requests_new;
DROP INDEX standings_top;
DROP INDEX standings_hot;
CREATE INDEX standings_hot ON standings (project, heat DESC, request DESC);
CREATE INDEX standings_top ON standings (project, votes DESC, request DESC);
CREATE INDEX requests_new ON requests (project_id, created_at DESC, id DESC);
DROP TABLE request_totals;
ALTER TABLE standings DROP COLUMN facet;
ALTER TABLE requests DROP COLUMN facet;
