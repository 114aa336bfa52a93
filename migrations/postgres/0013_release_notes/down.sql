DROP TABLE release_requests;
DROP TABLE release_notes;
