-- Whether the board shows the measures of the project as its service levels.
ALTER TABLE projects ADD COLUMN publish_measures INTEGER NOT NULL DEFAULT 0;
