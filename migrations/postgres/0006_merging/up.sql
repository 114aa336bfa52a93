-- Merged requests: the number of the request that a request was merged into, and its status before. The other request has the votes
-- and signals of the merged one that it lacked, each with the number of the request that it came from: every voter counts once
-- over the family, and undoing a merge takes back just these rows.
ALTER TABLE requests ADD COLUMN merged_into BIGINT;
ALTER TABLE requests ADD COLUMN merged_status TEXT;
ALTER TABLE votes ADD COLUMN merged_from INTEGER;
ALTER TABLE signals ADD COLUMN merged_from BIGINT;
CREATE INDEX requests_merged ON requests (project_id, merged_into) WHERE merged_into IS NOT NULL;
