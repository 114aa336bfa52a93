ALTER TABLE projects DROP COLUMN publish_measures;
