-- Whether the board shows the measures of the project as its service levels.
ALTER TABLE projects ADD COLUMN publish_measures BOOLEAN NOT NULL DEFAULT FALSE;
