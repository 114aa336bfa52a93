ALTER TABLE screens ALTER COLUMN route TYPE TEXT COLLATE "default";
DROP TABLE pattern_leftovers;
DROP TABLE pattern_merges;
