ALTER TABLE rerankings DROP COLUMN visitors_after;
DROP TABLE segments;
DROP INDEX visitors_company;
DROP TABLE on_behalf_notes;
