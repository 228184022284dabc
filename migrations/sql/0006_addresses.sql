-- Finding a place: a street is found by any of its names, in any spelling.

-- What kind of street the words name, '' where they do not say.
CREATE FUNCTION street_kind(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN lower(words COLLATE "uk-x-icu") ~
        '\m(вул|вулиц[яіюею]+|ул|улиц[аеыу]|vul|vulytsia|vulytsya|vulitsa|ul|ulitsa|street|str|st)\M'
        THEN 'street'
    WHEN lower(words COLLATE "uk-x-icu") ~
        '\m(пров|провулок|провулку|пер|переул|переулок|prov|provulok|per|pereulok|lane|ln)\M'
        THEN 'lane'
    WHEN lower(words COLLATE "uk-x-icu") ~
        '\m(пр|пр-т|пр-кт|просп|проспект[іу]?|pr|pr-t|prosp|prospekt|prospect|avenue|ave|av)\M'
        THEN 'avenue'
    WHEN lower(words COLLATE "uk-x-icu") ~
        '\m(б-р|бул|бульв|бульвар[іу]?|b-r|bul|bulv|bulvar|boulevard|blvd)\M' THEN 'boulevard'
    WHEN lower(words COLLATE "uk-x-icu") ~
        '\m(пл|площа|площі|площад[ьи]|майдан|pl|ploshcha|ploscha|ploshchad|maidan|square|sq)\M'
        THEN 'square'
    WHEN lower(words COLLATE "uk-x-icu") ~ '\m(узвіз|спуск|uzviz|spusk|descent)\M' THEN 'slope'
    WHEN lower(words COLLATE "uk-x-icu") ~ '\m(наб|набережна|набережная|nab|naberezhna)\M'
        THEN 'embankment'
    WHEN lower(words COLLATE "uk-x-icu") ~ '\m(тупик|туп|глухий кут|tupyk|tupik)\M' THEN 'impasse'
    WHEN lower(words COLLATE "uk-x-icu") ~ '\m(шосе|шоссе|shose|shosse|highway)\M' THEN 'highway'
    WHEN lower(words COLLATE "uk-x-icu") ~ '\m(проїзд|проезд|proizd|proezd)\M' THEN 'passage'
    WHEN lower(words COLLATE "uk-x-icu") ~ '\m(алея|аллея|alley|aleia)\M' THEN 'alley'
    ELSE ''
END;

-- The words without those for kinds of streets; the words themselves where nothing else is left.
CREATE FUNCTION street_bare(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(nullif(btrim(regexp_replace(
    lower(words COLLATE "uk-x-icu"),
    '\m(вул|вулиц[яіюею]+|ул|улиц[аеыу]|vul|vulytsia|vulytsya|vulitsa|ul|ulitsa|street|str|st'
    '|пров|провулок|провулку|пер|переул|переулок|prov|provulok|per|pereulok|lane|ln'
    '|пр|пр-т|пр-кт|просп|проспект[іу]?|pr|pr-t|prosp|prospekt|prospect|avenue|ave|av'
    '|б-р|бул|бульв|бульвар[іу]?|b-r|bul|bulv|bulvar|boulevard|blvd'
    '|пл|площа|площі|площад[ьи]|майдан|pl|ploshcha|ploscha|ploshchad|maidan|square|sq'
    '|узвіз|спуск|uzviz|spusk|descent|наб|nab|тупик|туп|tupyk|tupik|шосе|шоссе|shose|shosse|highway'
    '|проїзд|проезд|proizd|proezd|алея|аллея|alley|aleia'
    '|ім|імені|им|имени|м|місто|г|город|с|село|смт|селище)\M\.?',
    ' ', 'g'), ' .,-'), ''), lower(words COLLATE "uk-x-icu"));

-- How a name sounds, in Latin letters: one for Ukrainian, Russian and either transliteration.
-- From Cyrillic by resolution 55 of 27.01.2010; then what spellings disagree on is made one:
-- h g kh x are "h", zh is "j", ch "q", sh and shch "w", ts "c", i y ї й ы "i", ia ya "a", ie ye "e".
CREATE FUNCTION street_sound(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        -- Letters that become several, first; apostrophes and soft signs go.
        replace(replace(replace(replace(replace(replace(replace(replace(replace(translate(
            street_bare(words),
            'абвгґдеєёзиіїйклмнопрстуфыэščžćśźłwqj''’ʼ`´′ьъ',
            'abvhgdeeeziiiiklmnoprstufieшчжчшжlvki'),
            'я', 'ia'), 'ю', 'iu'), 'х', 'kh'), 'ц', 'ts'),
            'щ', 'shch'), 'ш', 'sh'), 'ч', 'ch'), 'ж', 'zh'), 'ѣ', 'i'),
        'shch|sch|sh', 'w', 'g'),
        'zh', 'j', 'g'),
        'ch', 'q', 'g'),
        'kh|[gx]', 'h', 'g'),
        'ts|tz', 'c', 'g'),
        'ph', 'f', 'g'),
        'y', 'i', 'g'),
        'i+([aeou])', '\1', 'g'),
        '([a-z])\1+', '\1', 'g'),
        '[^a-z0-9]+', ' ', 'g'),
        '^ +| +$', '', 'g'));

-- The consonants of each word of a sound: in these Ukrainian and Russian differ least.
CREATE FUNCTION street_bones(sound text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(sound, '[aeiou]', '', 'g');

-- A house as it is compared: 13-А, 13 а and 13a are one, 13 корп. 2 and 13к2 are one.
CREATE FUNCTION house_key(house text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(translate(regexp_replace(regexp_replace(regexp_replace(
    lower(house COLLATE "uk-x-icu"),
    '^\s*(будинок|буд|дом|house|д|б)?\.?\s*№?\s*(?=\d)', ''),
    '[\s,-]*(корпус|корп|кор|к|korpus|korp|k)\.?\s*(?=\d)', 'к', 'g'),
    '\s*(літера|літ|литера|лит|lit)\.?\s*', '', 'g'),
    'abvgdezkiи«»"', 'абвгдезкіі'),
    '(\d)[\s-]+(?=[а-яіїєґ])', '\1', 'g'),
    '\s+', '', 'g');

CREATE FUNCTION house_number(house text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(CAST(substring(house FROM '\d{1,6}') AS integer), 0);

DROP INDEX address_words_idx;
ALTER TABLE address
    DROP words,
    ADD house_key varchar GENERATED ALWAYS AS (house_key(house)) STORED NOT NULL,
    ADD house_number integer GENERATED ALWAYS AS (house_number(house)) STORED NOT NULL;

CREATE TABLE street_name (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    hromada_id bigint NOT NULL,
    street_uk varchar NOT NULL,
    name varchar NOT NULL,
    former boolean DEFAULT 'false' NOT NULL,
    since date,
    sound varchar GENERATED ALWAYS AS (street_sound(name)) STORED NOT NULL,
    bones varchar GENERATED ALWAYS AS (street_bones(street_sound(name))) STORED NOT NULL,
    kind varchar GENERATED ALWAYS AS (street_kind(name)) STORED NOT NULL,
    street_sound varchar GENERATED ALWAYS AS (street_sound(street_uk)) STORED NOT NULL,
    street_kind varchar GENERATED ALWAYS AS (street_kind(street_uk)) STORED NOT NULL,
    CONSTRAINT street_name_pkey PRIMARY KEY (id),
    CONSTRAINT street_name_hromada_id_street_uk_name_key UNIQUE (hromada_id, street_uk, name),
    CONSTRAINT street_name_hromada_id_fkey FOREIGN KEY (hromada_id) REFERENCES hromada (id)
);
CREATE INDEX street_name_sound_idx ON street_name USING gist (hromada_id, sound gist_trgm_ops);
CREATE INDEX street_name_bones_idx ON street_name USING gist (hromada_id, bones gist_trgm_ops);
CREATE INDEX street_name_present_idx ON street_name (hromada_id, sound) WHERE NOT former;

ALTER TABLE street_name ENABLE ROW LEVEL SECURITY;
ALTER TABLE street_name FORCE ROW LEVEL SECURITY;
CREATE POLICY of_hromada ON street_name USING (hromada_id = (SELECT entered_hromada()))
    WITH CHECK (hromada_id = (SELECT entered_hromada()));
-- Trigram operators are not leakproof: under a row policy their indexes would lie idle.
-- The function below, which runs as the owner, keeps to the entered hromada by itself.
CREATE POLICY for_search ON street_name FOR SELECT TO CURRENT_ROLE USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON street_name TO vidkryte_app;
GRANT USAGE ON SEQUENCE street_name_id_seq TO vidkryte_app;

-- A street that has an address can be found by its name.
CREATE FUNCTION name_streets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO street_name (hromada_id, street_uk, name)
    SELECT DISTINCT c.hromada_id, c.street_uk, c.street_uk FROM changed AS c
    WHERE NOT EXISTS (SELECT FROM street_name AS n WHERE n.hromada_id = c.hromada_id
        AND n.street_uk = c.street_uk AND n.name = c.street_uk AND NOT n.former)
    ON CONFLICT (hromada_id, street_uk, name) DO UPDATE SET former = false, since = NULL
    WHERE street_name.former;
    RETURN NULL;
END $$;
CREATE TRIGGER name_streets AFTER INSERT ON address
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION name_streets();
CREATE TRIGGER name_renamed_streets AFTER UPDATE ON address
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION name_streets();

-- Streets of the entered hromada that the words may mean, the likeliest first; ``former`` is the
-- old name by which one was found, or ''. Every word asked for counts by its length.
CREATE FUNCTION streets_like(asked text, most integer)
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
    -- Two consonants are in half of all names.
    telling CONSTANT text := CASE WHEN length(asked_bones) > 2 THEN asked_bones ELSE asked_sound END;
BEGIN
    IF asked_sound = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH word AS MATERIALIZED (
        SELECT w.sound, w.bones, length(w.sound) AS weight, w.sound ~ '^[0-9]' AS number
        FROM unnest(string_to_array(asked_sound, ' '), string_to_array(asked_bones, ' '))
            AS w (sound, bones)
    ),
    near AS (
        SELECT n.*, (
            SELECT sum(word.weight * CASE
                -- The 9th is not the 94th.
                WHEN word.number THEN CAST(n.sound ~ ('\m' || word.sound || '\M') AS integer)
                WHEN length(word.bones) > 2 THEN greatest(
                    word_similarity(word.sound, n.sound),
                    0.9 * word_similarity(word.bones, n.bones))
                ELSE word_similarity(word.sound, n.sound) END) / sum(word.weight)
            FROM word
        ) AS likeness
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
        FROM near WHERE near.likeness >= 0.45
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
REVOKE ALL ON FUNCTION streets_like(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION streets_like(text, integer) TO vidkryte_app;
