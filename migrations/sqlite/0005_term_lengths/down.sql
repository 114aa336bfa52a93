DROP INDEX requests_terms_version;
CREATE INDEX requests_terms_version ON requests (terms_version, id) WHERE terms_version < 1;
ALTER TABLE terms DROP COLUMN body_terms;
ALTER TABLE terms DROP COLUMN title_terms;
