-- The same picture at low zooms, of what was merged and simplified for them at the import.
-- @hromada_id  bigint  1
-- @band        int     13
WITH frame AS MATERIALIZED (
    -- include basemap/_frame
),

found AS MATERIALIZED (
    SELECT o.layer, o.kind, o.class, o.name_uk, o.name_en, o.shape
    FROM frame
    JOIN basemap_overview AS o ON
        -- As the index has them: a smaller integer would be compared row by row.
        o.hromada_id = CAST(:hromada_id AS bigint) AND o.zoom = CAST(:band AS bigint)
        AND o.shape && frame.clip
),

-- include basemap/_picture_rows
