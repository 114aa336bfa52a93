DROP INDEX answer_days_day;
