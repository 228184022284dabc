-- Streets of the entered hromada that the words may mean, the likeliest first; ``former`` is the
-- old name by which one was found, or ''. Every word asked for counts by its length.
CREATE OR REPLACE FUNCTION streets_like(asked text, most integer)
RETURNS TABLE (street_uk varchar, former varchar, score float8)
-- Not sql: its plan would be made anew at every call, which costs more than the search.
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 8 COST 5000
SET search_path = public, pg_temp
SET pg_trgm.word_similarity_threshold = 0.45
AS $$
#variable_conflict use_column
DECLARE
    here CONSTANT bigint := entered_hromada();
    asked_sound CONSTANT text := street_sound(asked);
    asked_bones CONSTANT text := street_bones(asked_sound);
    asked_kind CONSTANT text := street_kind(asked);
    asked_bare CONSTANT text := translate(street_bare(asked), '’ʼ`´', '''''''''');
    -- Few letters sound like half of all streets: if a name begins so, no other is meant.
    short CONSTANT boolean := length(asked_bare) < 4;
    -- Two consonants are in half of all names.
    telling CONSTANT text := CASE WHEN length(asked_bones) > 2 THEN asked_bones ELSE asked_sound END;
    longest CONSTANT text := (
        SELECT left(w, 60) FROM unnest(string_to_array(asked_sound, ' ')) AS w
        ORDER BY length(w) DESC, w LIMIT 1);
BEGIN
    -- Letters that all sound alike are no name.
    IF length(asked_sound) < 2 THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH word AS MATERIALIZED (
        SELECT w.sound, w.bones, length(w.sound) AS weight, w.sound ~ '^[0-9]' AS number
        FROM unnest(string_to_array(asked_sound, ' '), string_to_array(asked_bones, ' '))
            AS w (sound, bones)
    ),
    near AS MATERIALIZED (
        SELECT n.*, (
            SELECT sum(word.weight * CASE
                -- The 9th is not the 94th.
                WHEN word.number THEN CAST(n.sound ~ ('\m' || word.sound || '\M') AS integer)
                WHEN length(word.bones) > 2 THEN greatest(
                    word_similarity(word.sound, n.sound),
                    0.9 * word_similarity(word.bones, n.bones))
                ELSE word_similarity(word.sound, n.sound) END) / sum(word.weight)
            FROM word
        ) AS likeness,
        short AND strpos(' ' || translate(street_bare(n.name), '’ʼ`´', ''''''''''),
            ' ' || asked_bare) > 0 AS begins
        FROM street_name AS n
        WHERE n.hromada_id = here AND (n.sound %> asked_sound OR n.bones %> telling)
    ),
    best AS (
        SELECT near.*, near.likeness
            + CASE WHEN near.sound = asked_sound THEN 0.3
                WHEN near.bones = asked_bones THEN 0.15 ELSE 0 END
            + 0.1 * similarity(near.sound, asked_sound)
            + CASE WHEN asked_kind = '' OR near.kind = '' THEN 0
                WHEN asked_kind = near.kind THEN 0.1 ELSE -0.05 END
            - CASE WHEN near.former THEN 0.02 ELSE 0 END AS rank
        FROM near
        WHERE near.begins = (SELECT bool_or(n.begins) FROM near AS n)
            -- Who mistypes a name still begins or ends it well, or misses a letter in three. Of 2,011
            -- streets of Kyiv a letter lost in the words then finds 98 %, two that changed places 95 %,
            -- a letter changed in one word 91 %, as without a floor; of random letters 6 % find a
            -- street, not 29 %.
            AND near.likeness >= CASE
                WHEN strpos(' ' || near.sound, ' ' || asked_sound) > 0
                    OR strpos(near.sound || ' ', right(asked_sound, 2) || ' ') > 0
                    OR EXISTS (
                        SELECT FROM unnest(string_to_array(near.sound, ' ')) AS part
                        WHERE levenshtein_less_equal(left(part, 60), longest, length(longest) / 3)
                            <= length(longest) / 3
                    ) THEN 0.45
                ELSE 0.61 END
        ORDER BY rank DESC, near.id LIMIT most * 2
    ),
    present AS (
        SELECT b.street_uk, CAST('' AS varchar) AS former, b.rank
        FROM best AS b WHERE NOT b.former
        UNION ALL
        -- A lane may have become a street.
        SELECT c.street_uk, b.name,
            b.rank - CASE WHEN c.kind = b.street_kind THEN 0 ELSE 0.05 END
        FROM best AS b JOIN street_name AS c ON
            c.hromada_id = here AND NOT c.former AND c.sound = b.street_sound
        WHERE b.former
    ),
    single AS (
        SELECT DISTINCT ON (p.street_uk) p.street_uk, p.former, p.rank
        FROM present AS p ORDER BY p.street_uk, p.rank DESC, p.former
    )
    SELECT s.street_uk, s.former, CAST(s.rank AS float8) FROM single AS s
    WHERE s.rank >= (SELECT max(rank) - 0.35 FROM single)
    ORDER BY s.rank DESC, s.street_uk LIMIT most;
END $$;
