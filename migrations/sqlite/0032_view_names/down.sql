-- Names were there once in a project: a later view of a name gets the end of its ID.
UPDATE views SET name = name || ' ' || lower(substr(hex(id), 25)), name_key = name_key || ' ' || lower(substr(hex(id), 25))
WHERE EXISTS (
  SELECT 1 FROM views AS other
  WHERE other.project_id = views.project_id AND other.name_key = views.name_key AND other.id < views.id
);
DROP INDEX views_private_name;
DROP INDEX views_shared_name;
CREATE UNIQUE INDEX views_name ON views (project_id, name_key);
