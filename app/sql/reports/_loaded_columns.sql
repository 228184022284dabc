-- The columns that are loaded of a report: those given, and those that its steps set.
idempotency_key, idempotency_digest, point, address, description, public_text, locale, channel,
category_id, district_id, sensitive, supporters, confirmed_supporters, submitted_at,
-- include reports/_step_columns
