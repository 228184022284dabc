-- All that a submission writes, in one round trip: the report, its first event, and where there is
-- an address or a photo the reporter's subscription and the outbox entries. A repeated key makes
-- no report, and so none of the rest.
-- @hromada_id         bigint       1
-- @category_id        bigint       1
-- @lon                float8       34.05
-- @lat                float8       47.65
-- @address            text         ""
-- @words              text         "Яма"
-- @private_note       text         "Квартира 5"
-- @locale             text         "uk"
-- @channel            text         "web"
-- @district_id        bigint       1
-- @body_id            bigint       1
-- @area_id            bigint       1
-- @routing            jsonb        "{}"
-- @sensitive          boolean      false
-- @account_id         bigint       1
-- @now                timestamptz  "2026-06-01T12:00:00+03:00"
-- @moderation_due_at  timestamptz  "2026-06-02T12:00:00+03:00"
-- @answer_due_at      timestamptz  "2026-06-16T12:00:00+03:00"
-- @key                text         "k1"
-- @digest             bytea        "a1b2"
-- @role               text         "anonymous"
-- @email              text         "a@example.org"
-- @confirmed          boolean      false
-- @address_key        bytea        "a1b2"
-- @network_key        bytea        "a1b2"
-- @photos             text[]       ["p1"]
-- @origin_key         bytea        "a1b2"
-- @lately             timestamptz  "2026-06-01T11:00:00+03:00"
-- @likeness           float8       0.8
WITH inserted AS (
    INSERT INTO report (
        hromada_id, category_id, point, address, description, public_text, private_note,
        locale, channel, district_id, body_id, area_id, routing, sensitive, account_id, submitted_at, updated_at,
        moderation_due_at, answer_due_at, idempotency_key, idempotency_digest
    )
    VALUES (
        :hromada_id, :category_id, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :address, :words,
        :words, CAST(:private_note AS varchar), CAST(:locale AS varchar), :channel, CAST(:district_id AS bigint),
        CAST(:body_id AS bigint), :area_id, CAST(:routing AS jsonb), :sensitive,
        CAST(:account_id AS bigint), :now, :now, :moderation_due_at, :answer_due_at, :key, :digest
    )
    ON CONFLICT (hromada_id, idempotency_key) DO NOTHING
    RETURNING hromada_id, id, number, public_id
), step AS (
    SELECT 0 AS n, hromada_id, id AS report_id, CAST(:now AS timestamptz) AS at,
        'submit' AS action, CAST(NULL AS text) AS from_status, 'submitted' AS to_status,
        :role AS role, CAST(:account_id AS bigint) AS account_id, '' AS note, true AS public,
        CAST('{}' AS jsonb) AS details
    FROM inserted
), event AS (
    -- include reports/_events
), reporter AS (
    INSERT INTO subscription (
        hromada_id, report_id, email, kind, locale, created_at, confirmed_at, network_key
    )
    SELECT hromada_id, id, CAST(:email AS varchar), 'reporter', CAST(:locale AS varchar), :now,
        CASE WHEN :confirmed THEN CAST(:now AS timestamptz) END,
        CASE WHEN NOT :confirmed THEN CAST(:network_key AS bytea) END
    FROM inserted WHERE CAST(:email AS varchar) <> ''
    RETURNING id, confirmed_at
), counted AS (
    INSERT INTO confirmation_letter (address_key, network_key, sent_at)
    SELECT CAST(:address_key AS bytea), CAST(:network_key AS bytea), :now
    FROM reporter WHERE confirmed_at IS NULL
), photo AS (
    INSERT INTO report_photo (hromada_id, report_id, storage_key, position, created_at)
    SELECT inserted.hromada_id, inserted.id, given.key, given.position - 1, :now
    FROM inserted CROSS JOIN unnest(CAST(:photos AS text[])) WITH ORDINALITY AS given (key, position)
    RETURNING id
), origin AS (
    INSERT INTO report_origin (hromada_id, report_id, network_key, created_at)
    SELECT hromada_id, id, CAST(:origin_key AS bytea), :now
    FROM inserted WHERE CAST(:origin_key AS bytea) IS NOT NULL
), lately AS (
    -- What the same network or address sent last; the newest few are enough to see a repeat.
    (
        SELECT o.report_id FROM report_origin AS o
        WHERE o.hromada_id = :hromada_id AND o.network_key = CAST(:origin_key AS bytea)
            AND o.created_at > CAST(:lately AS timestamptz)
        ORDER BY o.created_at DESC
        LIMIT 20
    )
    UNION
    (
        SELECT s.report_id FROM subscription AS s
        WHERE s.hromada_id = :hromada_id AND s.email = CAST(:email AS varchar)
            AND CAST(:email AS varchar) <> '' AND s.kind = 'reporter'
            AND s.created_at > CAST(:lately AS timestamptz)
        ORDER BY s.created_at DESC
        LIMIT 20
    )
), alike AS (
    INSERT INTO report_alike (hromada_id, report_id, earlier_id)
    SELECT inserted.hromada_id, inserted.id, r.id
    FROM inserted CROSS JOIN lately
    JOIN report AS r ON r.hromada_id = inserted.hromada_id AND r.id = lately.report_id
    WHERE similarity(left(r.description, 1000), left(CAST(:words AS text), 1000))
        >= CAST(:likeness AS float8)
    RETURNING earlier_id
), recipient AS (
    SELECT event.*, 'subscription' AS reader, reporter.id AS reader_id FROM event, reporter
    WHERE reporter.confirmed_at IS NOT NULL
), entry AS (
    (
        -- include outbox/_step_letters
    )
    UNION ALL
    -- Keyed as every letter that asks to confirm: one an hour.
    SELECT event.hromada_id,
        'subscription:' || reporter.id || ':confirm:'
            || to_char(event.at AT TIME ZONE 'UTC', 'YYYYMMDDHH24'),
        'mail', 'confirm-subscription', jsonb_build_object('subscription_id', reporter.id), event.at
    FROM event, reporter WHERE reporter.confirmed_at IS NULL
    UNION ALL
    SELECT event.hromada_id, 'photo:' || photo.id, 'photos', 'photo',
        jsonb_build_object('photo_id', photo.id), event.at
    FROM event, photo
), queued AS (
    -- include outbox/_insert
)
SELECT inserted.id, inserted.number, inserted.public_id,
    EXISTS (SELECT FROM alike) AS perhaps_repeated,
    (SELECT jsonb_build_array(d.code, d.name_uk, d.name_en) FROM district AS d
     WHERE d.hromada_id = inserted.hromada_id AND d.id = CAST(:district_id AS bigint)) AS district,
    (SELECT jsonb_build_array(b.code, b.name_uk, b.name_en) FROM body AS b
     WHERE b.hromada_id = inserted.hromada_id AND b.id = CAST(:body_id AS bigint)) AS body
FROM inserted
