ALTER TABLE memberships
    DROP CONSTRAINT memberships_review_signature_name_check,
    DROP CONSTRAINT memberships_review_signature_check,
    DROP COLUMN review_signature_name,
    DROP COLUMN review_signature;
