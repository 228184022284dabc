-- Counts are kept at fewer levels, and new reports are logged by statement, not by row.

-- What new reports mean to others, whichever way they came in: the counts' log, and the running
-- notices that explain them. By statement, so that a load of many asks once; the rows are collected
-- anyway, and one call costs a report less than two.
CREATE FUNCTION note_new_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO count_delta (hromada_id, sign, report_id, map_cell, map_x, map_y, district_id,
        category_id, body_id, status, colour, submitted_at)
    SELECT r.hromada_id, 1, r.id, r.map_cell, r.map_x, r.map_y, coalesce(r.district_id, 0),
        r.category_id, coalesce(r.body_id, 0), r.status, r.colour, r.submitted_at
    FROM fresh AS r WHERE r.public;
    IF NOT EXISTS (SELECT FROM notice AS n WHERE n.ended_at IS NULL) THEN
        RETURN NULL;
    END IF;
    INSERT INTO report_notice (hromada_id, notice_id, report_id, linked_at)
    SELECT DISTINCT n.hromada_id, n.id, r.id, r.submitted_at
    FROM fresh AS r
    JOIN category AS c ON c.hromada_id = r.hromada_id AND c.id = r.category_id
    JOIN notice_piece AS p ON p.hromada_id = r.hromada_id
        AND p.piece && r.point AND ST_Covers(p.piece, r.point)
    JOIN notice AS n ON n.hromada_id = p.hromada_id AND n.id = p.notice_id
        AND n.ended_at IS NULL AND r.submitted_at >= n.starts_at
        AND (n.ends_at IS NULL OR r.submitted_at < n.ends_at)
    WHERE n.everything OR EXISTS (
        SELECT FROM notice_category AS k
        WHERE k.hromada_id = n.hromada_id AND k.notice_id = n.id
          AND k.category_id IN (c.id, c.parent_id))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

DROP TRIGGER report_counted_new ON report;
DROP TRIGGER report_explained ON report;
DROP FUNCTION explain_reports();
CREATE TRIGGER report_noted AFTER INSERT ON report REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION note_new_reports();

-- Level 10 is kept no more: a hromada has few cells of level 12. Rows are seen hromada by hromada,
-- by the owner too.
DO $$
DECLARE
    hromada bigint;
BEGIN
    FOR hromada IN SELECT id FROM hromada LOOP
        PERFORM set_config('app.hromada_id', hromada::text, true);
        DELETE FROM cell_count WHERE hromada_id = hromada AND level = 10;
        DELETE FROM facet_count WHERE hromada_id = hromada AND level = 10;
    END LOOP;
    PERFORM set_config('app.hromada_id', '', true);
END $$;
