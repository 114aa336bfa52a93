DROP TABLE credits;
DROP TABLE credit_names;
