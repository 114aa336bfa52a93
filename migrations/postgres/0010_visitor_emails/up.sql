-- Visitors by e-mail address, in lower case. Of those whom a member described (they have no subject) there is one for an address.
ALTER TABLE visitors ADD COLUMN email_key TEXT;
UPDATE visitors SET email_key = lower(email) WHERE email IS NOT NULL;
CREATE INDEX visitors_email ON visitors (project_id, email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX visitors_described ON visitors (project_id, email_key) WHERE subject IS NULL AND email_key IS NOT NULL;
