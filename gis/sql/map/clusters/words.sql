-- Reports counted now whose words, category or number are like the pattern.
SELECT
    s.level = 0 AS whole,
    CASE WHEN s.level > 0 THEN r.map_cell >> (2 * (24 - CAST(:out_level AS int))) ELSE 0 END AS cell,
    coalesce(r.district_id, 0) AS district_id,
    CASE WHEN s.level > 0 AND CAST(:pins AS boolean) THEN r.id ELSE 0 END AS alone,
    r.colour,
    count(*) AS total, sum(r.map_x) AS sum_x, sum(r.map_y) AS sum_y, sum(r.id) AS sum_id
FROM live_span AS s
-- OFFSET 0: whatever the planner thinks of ranges that it does not know, each is read by the index.
CROSS JOIN LATERAL (
    SELECT
        one.id, one.map_cell, one.map_x, one.map_y, one.district_id, one.colour
    FROM report AS one
    JOIN category AS k ON k.id = one.category_id
    WHERE
        one.hromada_id = :hromada_id AND one.public
        AND one.colour = ANY(CAST(:within_colours AS text[]))
        AND one.map_cell >= s.low AND one.map_cell < s.high
        AND (CAST(:left_x AS int) IS NULL OR one.map_x BETWEEN :left_x AND :right_x)
        AND (CAST(:top_y AS int) IS NULL OR one.map_y BETWEEN :top_y AND :low_y)
        AND (
            one.public_text ILIKE :words
            -- With or without the comma before the house.
            OR translate(one.address, ',', '') ILIKE CAST(:address_words AS text)
            OR k.name_uk ILIKE :words
            OR k.name_en ILIKE :words
            OR CAST(one.number AS text) ILIKE :words
        )
        AND (CAST(:since AS timestamptz) IS NULL OR one.submitted_at >= CAST(:since AS timestamptz))
        AND (CAST(:until AS timestamptz) IS NULL OR one.submitted_at < CAST(:until AS timestamptz))
        -- Not the bare columns: by place it is that the fewest are read, not by the staff's indexes.
        AND (
            CAST(:statuses AS text[]) IS NULL
            OR one.status COLLATE "C" = ANY(CAST(:statuses AS text[]))
        )
        AND (
            CAST(:districts AS text[]) IS NULL
            OR one.district_id IN (
                SELECT d.id FROM district AS d
                WHERE d.hromada_id = :hromada_id AND d.code = ANY(CAST(:districts AS text[])))
        )
        AND (
            CAST(:categories AS text[]) IS NULL
            OR one.category_id IN (
                SELECT leaf.id FROM category AS leaf
                LEFT JOIN category AS whole ON whole.id = leaf.parent_id
                WHERE leaf.hromada_id = :hromada_id AND (
                    leaf.code = ANY(CAST(:categories AS text[]))
                    OR whole.code = ANY(CAST(:categories AS text[]))))
        )
        AND (
            CAST(:bodies AS text[]) IS NULL
            OR one.body_id + 0 IN (
                SELECT b.id FROM body AS b
                WHERE b.hromada_id = :hromada_id AND b.code = ANY(CAST(:bodies AS text[])))
        )
    OFFSET 0
) AS r
GROUP BY 1, 2, 3, 4, 5
