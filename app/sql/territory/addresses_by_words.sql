-- The likeliest streets, then their houses: exact matches, prefixes, the nearest numbers.
-- The column "turn" limits houses by street, so that every matching street is represented.
-- @hromada_id    bigint  1
-- @street        text    "поштова"
-- @house         text    "5"
-- @most_streets  int     12
-- @most          int     8
WITH street AS MATERIALIZED (
    SELECT street_uk, former, score, count(*) OVER () AS streets
    FROM streets_like(:street, :most_streets)
), key AS MATERIALIZED (
    SELECT house_key(:house) AS house, house_number(:house) AS number
), house AS (
    SELECT a.*, s.former, s.score, s.streets, CASE
            WHEN key.house IN ('', a.house_key) THEN 0
            WHEN starts_with(a.house_key, key.house) THEN 1 ELSE 2 END AS miss,
        row_number() OVER (PARTITION BY a.street_uk ORDER BY
            key.house NOT IN ('', a.house_key), NOT starts_with(a.house_key, key.house),
            CASE WHEN key.house <> '' THEN abs(a.house_number - key.number) END,
            length(a.house_key), a.house_key, a.id) AS turn
    FROM street AS s
    CROSS JOIN key
    JOIN address AS a ON a.hromada_id = :hromada_id AND a.street_uk = s.street_uk
), found AS (
    SELECT *, score - (ARRAY[0, 0.05, 0.2])[miss + 1] AS rank FROM house
    WHERE turn <= CASE miss WHEN 0 THEN greatest(1, ceil(1.0 * :most / streets))
        WHEN 1 THEN 4 ELSE 2 END
    ORDER BY rank DESC, street_uk COLLATE "uk-x-icu", turn LIMIT :most
)
SELECT f.street_uk, f.house, f.former, f.miss = 0 AS fits, f.score,
       ST_X(f.point) AS lon, ST_Y(f.point) AS lat,
       coalesce(d.name_uk, '') AS district_uk, coalesce(d.name_en, '') AS district_en
FROM found AS f
LEFT JOIN LATERAL (
    SELECT name_uk, name_en FROM district
    WHERE hromada_id = :hromada_id AND valid_to IS NULL AND ST_Covers(boundary, f.point)
    ORDER BY id LIMIT 1
) AS d ON true
ORDER BY f.rank DESC, f.street_uk COLLATE "uk-x-icu", f.turn
