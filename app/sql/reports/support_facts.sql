-- What is known when somebody supports a report: the supports that are theirs already, and how
-- many came lately from the same network, and from the busiest other one.
-- @hromada_id     bigint       1
-- @report_id      bigint       1
-- @keys           bytea[]      ["a1b2"]
-- @device_keys    bytea[]      ["a1b2"]
-- @network_key    bytea        "c3d4"
-- @since          timestamptz  "2026-06-01T11:50:00+03:00"
WITH follower AS MATERIALIZED (
    SELECT s.person_key
    FROM subscription AS s
    WHERE s.hromada_id = :hromada_id AND s.report_id = :report_id
        AND s.device_key = ANY(CAST(:device_keys AS bytea[]))
        AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL AND s.person_key IS NOT NULL
    ORDER BY s.id
    LIMIT 1
),

recent AS MATERIALIZED (
    SELECT s.network_key, count(*) AS supports
    FROM supporter AS s
    WHERE s.hromada_id = :hromada_id AND s.report_id = :report_id
        AND s.network_key IS NOT NULL AND s.created_at > :since
    GROUP BY s.network_key
),

another AS MATERIALIZED (
    SELECT network_key, supports FROM recent
    WHERE network_key IS DISTINCT FROM CAST(:network_key AS bytea)
    ORDER BY supports DESC, network_key
    LIMIT 1
)

SELECT
    (SELECT person_key FROM follower) AS follower_key,
    ARRAY(
        SELECT s.person_key FROM supporter AS s
        WHERE s.hromada_id = :hromada_id AND s.report_id = :report_id AND (
            s.person_key = ANY(CAST(:keys AS bytea[]))
            OR s.device_key = ANY(CAST(:device_keys AS bytea[]))
            OR s.person_key = (SELECT person_key FROM follower)
        )
        ORDER BY s.kind <> 'account', s.kind <> 'email', s.created_at, s.person_key
    ) AS own_keys,
    coalesce((SELECT supports FROM recent WHERE network_key = :network_key), 0) AS from_here,
    coalesce((SELECT supports FROM another), 0) AS from_another,
    (SELECT network_key FROM another) AS another_key,
    (
        SELECT count(*) FROM supporter AS s
        WHERE s.hromada_id = :hromada_id AND s.network_key = :network_key
            AND s.report_id = :report_id AND s.kind = 'device'
    ) AS on_report,
    (
        SELECT count(*) FROM supporter AS s
        WHERE s.hromada_id = :hromada_id AND s.network_key = :network_key AND s.kind = 'device'
    ) AS in_hromada
