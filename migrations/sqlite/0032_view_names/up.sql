-- The name of a private view is its member's own: another member may use it, and is not told that it is there.
DROP INDEX views_name;
CREATE UNIQUE INDEX views_shared_name ON views (project_id, name_key) WHERE shared;
CREATE UNIQUE INDEX views_private_name ON views (project_id, member_id, name_key) WHERE NOT shared;
