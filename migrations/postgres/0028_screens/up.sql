-- The days of a screen since some day, whatever the objects on it: its last weeks.
CREATE INDEX answer_days_day ON answer_days (project_id, screen_id, day);
