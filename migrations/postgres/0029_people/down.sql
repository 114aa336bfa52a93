DROP INDEX visitors_company;
DROP TABLE on_behalf_notes;
