DROP INDEX solved_answers_latest;
DROP INDEX reports_unlinked;
DROP INDEX requests_woken;
DROP INDEX standings_waiting;
DROP INDEX votes_recent;
ALTER TABLE requests DROP COLUMN woken_at;
DROP TABLE day_totals;
