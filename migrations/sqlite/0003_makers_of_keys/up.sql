-- Who made an API key; nobody knows it of older ones.
ALTER TABLE api_keys ADD COLUMN made_by BLOB;
