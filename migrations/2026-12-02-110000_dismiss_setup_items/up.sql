-- The items of the set-up check-list on the home page that the administrators have dismissed. Whether an item is done is
-- not stored: it is read from what it is about.
ALTER TABLE organisations
    ADD COLUMN setup_dismissed text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT organisations_setup_dismissed_few CHECK (cardinality(setup_dismissed) <= 20);
