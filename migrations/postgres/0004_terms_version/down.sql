DROP INDEX requests_terms_version;
ALTER TABLE requests DROP COLUMN terms_version;
