DROP INDEX comments_official;
