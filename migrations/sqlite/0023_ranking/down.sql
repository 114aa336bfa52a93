DROP TABLE rerankings;
