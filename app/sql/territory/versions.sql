-- The versions of changed districts and bodies, the newest of each first.
-- @hromada_id  bigint  1
SELECT 'district' AS what, d.code, v.version, v.name_uk, v.name_en, v.decision, v.valid_from,
       v.valid_to
FROM district_version AS v
JOIN district AS d ON d.hromada_id = v.hromada_id AND d.id = v.district_id
WHERE v.hromada_id = :hromada_id AND (v.version > 1 OR v.valid_to IS NOT NULL)
UNION ALL
SELECT 'body', b.code, v.version, v.name_uk, v.name_en, v.decision, v.valid_from, v.valid_to
FROM body_version AS v
JOIN body AS b ON b.hromada_id = v.hromada_id AND b.id = v.body_id
WHERE v.hromada_id = :hromada_id AND (v.version > 1 OR v.valid_to IS NOT NULL)
ORDER BY what, code, version DESC
LIMIT 200
