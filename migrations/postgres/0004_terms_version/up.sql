-- The version of the rules by which the terms of a request were computed: 0 before this column. See actions::create_request::index_again.
ALTER TABLE requests ADD COLUMN terms_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX requests_terms_version ON requests (terms_version, id) WHERE terms_version < 1;
