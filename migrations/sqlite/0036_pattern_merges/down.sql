DROP TABLE pattern_leftovers;
DROP TABLE pattern_merges;
