DROP TABLE screen_patterns;
DROP TABLE screen_routes;
DROP INDEX answer_days_day;
