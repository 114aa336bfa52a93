DELETE FROM sqlite_stat1 WHERE idx = 'comments_official';
DROP INDEX comments_official;
