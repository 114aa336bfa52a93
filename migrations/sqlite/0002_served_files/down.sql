DROP TABLE served_files;
