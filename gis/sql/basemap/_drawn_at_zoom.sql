-- Of the features f those drawn at a zoom, by the scale; a query may go on with AND.
-- @zoom  int  15
    LEFT JOIN scale AS fine ON
        f.class <> '' AND fine.layer = f.layer AND fine.kind = f.kind AND fine.class = f.class
    LEFT JOIN scale AS own ON
        f.kind <> '' AND own.layer = f.layer AND own.kind = f.kind AND own.class = ''
    LEFT JOIN scale AS usual ON usual.layer = f.layer AND usual.kind = '' AND usual.class = ''
    WHERE CAST(:zoom AS int)
        >= coalesce(nullif(f.min_zoom, 0), fine.from_zoom, own.from_zoom, usual.from_zoom, 0)
