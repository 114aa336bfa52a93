DROP INDEX visitors_described;
DROP INDEX visitors_email;
ALTER TABLE visitors DROP COLUMN email_key;
