-- The member who created an API key; unknown for older keys.
ALTER TABLE api_keys ADD COLUMN made_by BLOB;
