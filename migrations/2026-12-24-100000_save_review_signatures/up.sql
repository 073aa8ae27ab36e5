-- What a member has saved to sign approvals with: a decoded PNG, a name, or both.
ALTER TABLE memberships
    ADD COLUMN review_signature bytea,
    ADD COLUMN review_signature_name text,
    ADD CONSTRAINT memberships_review_signature_check CHECK (length(review_signature) <= 1000000),
    ADD CONSTRAINT memberships_review_signature_name_check CHECK (length(review_signature_name) BETWEEN 1 AND 100);
