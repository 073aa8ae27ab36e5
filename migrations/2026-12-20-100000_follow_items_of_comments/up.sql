-- A comment about a question of an item follows its item through corrections: its question is renamed with the item.
ALTER TABLE comments
    -- The revision that took the item out. From then on its question names another item, or none.
    ADD COLUMN removed_in integer,
    ADD CONSTRAINT comments_removed_in_check CHECK (removed_in IS NULL OR (removed_in > 1 AND field IS NOT NULL));
