DROP INDEX requests_merged;
ALTER TABLE signals DROP COLUMN merged_from;
ALTER TABLE votes DROP COLUMN merged_from;
ALTER TABLE requests DROP COLUMN merged_status;
ALTER TABLE requests DROP COLUMN merged_into;
