-- The outlines of the country's drawing (hromada.drawn), one path of those served and one for each
-- oblast of those that are not. First the oblasts, then the one that is drawn over them.
SELECT served, string_agg(drawn, '' ORDER BY id) AS path
FROM hromada
GROUP BY served, CASE WHEN NOT served THEN oblast_uk END
ORDER BY served, min(id)
