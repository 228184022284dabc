-- What is loaded of a report: what was given, and what its steps made of it.
idempotency_key, idempotency_digest, point, address, description, public_text, locale, channel,
category_id, district_id, sensitive, supporters, submitted_at,
-- include reports/_step_columns
