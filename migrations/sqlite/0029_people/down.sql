ALTER TABLE rerankings DROP COLUMN visitors_after;
DROP TABLE segments;
DELETE FROM sqlite_stat1 WHERE tbl = 'on_behalf_notes' OR idx = 'visitors_company';
DROP INDEX visitors_company;
DROP TABLE on_behalf_notes;
