DELETE FROM sqlite_stat1 WHERE tbl IN ('proposals', 'proposal_options', 'ballots');
DROP TABLE ballots;
DROP TABLE proposal_options;
DROP TABLE proposals;
