DROP TABLE ballots;
DROP TABLE proposal_options;
DROP TABLE proposals;
