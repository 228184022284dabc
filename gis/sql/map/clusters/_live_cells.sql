-- Reports by place, as they are counted now.
SELECT * FROM live
