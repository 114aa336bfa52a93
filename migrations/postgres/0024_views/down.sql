DROP INDEX standings_reported;
DROP INDEX visitors_segment;
DROP TABLE views;
