-- Reports counted now, by cell.
SELECT * FROM live
