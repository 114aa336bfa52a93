-- How many terms title and body of the request have, beside each of its terms, so that similar requests are scored from
-- what an index has of them; 0 until the request is indexed again. Version 2 also has the parts of words in camelCase.
ALTER TABLE terms ADD COLUMN title_terms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terms ADD COLUMN body_terms INTEGER NOT NULL DEFAULT 0;
DROP INDEX requests_terms_version;
CREATE INDEX requests_terms_version ON requests (terms_version, id) WHERE terms_version < 2;
