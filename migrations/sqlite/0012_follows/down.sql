DELETE FROM sqlite_stat1 WHERE tbl IN ('follows', 'report_replies', 'solved_answers');
ALTER TABLE projects DROP COLUMN announce_news;
ALTER TABLE projects DROP COLUMN reopen_percent;
ALTER TABLE projects DROP COLUMN reopen_answers;
DROP TABLE solved_answers;
DROP TABLE report_replies;
ALTER TABLE visitors DROP COLUMN wants_news;
ALTER TABLE visitors DROP COLUMN news_seen_at;
DROP TABLE follows;
