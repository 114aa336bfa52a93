DELETE FROM sqlite_stat1 WHERE idx IN ('visitors_segment', 'standings_reported');
DROP INDEX standings_reported;
DROP INDEX visitors_segment;
DROP TABLE views;
