DROP TABLE deleted_projects;
DROP TABLE bin_visitors;
DROP TABLE bin;
