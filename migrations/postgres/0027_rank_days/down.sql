DROP TABLE rank_days;
