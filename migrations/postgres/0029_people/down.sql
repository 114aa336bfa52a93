DROP TABLE on_behalf_notes;
