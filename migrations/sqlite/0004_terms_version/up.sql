-- By which version of the rules the terms of a request were made: 0 by those before this column. See store::making::index_again.
ALTER TABLE requests ADD COLUMN terms_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX requests_terms_version ON requests (terms_version, id) WHERE terms_version < 1;
