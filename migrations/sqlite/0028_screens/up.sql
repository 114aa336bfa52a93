-- The days of a screen since some day, whatever the objects on it: its last weeks.
CREATE INDEX answer_days_day ON answer_days (project_id, screen_id, day);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('answer_days', 'answer_days', '1000000 500000 1000 100 1'),
  ('answer_days', 'answer_days_day', '1000000 500000 1000 5');
