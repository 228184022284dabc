-- What steps may change of a report: what they decide, and what the rules set, clear or start.
accept_due_at, accepted_at, answer_due_at, answered_at, appeal_due_at, area_id, body_id, closed_at,
hidden_at, moderation_due_at, planned_for, published_at, reply_due_at, routed_at, routing, status,
updated_at
