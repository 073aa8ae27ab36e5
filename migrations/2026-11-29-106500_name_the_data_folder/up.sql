-- The data folder that holds the files of this database. Its id is here and in the folder, and both must be the same: an
-- instance with another folder would not find the files, and would make reports without photos.
CREATE TABLE data_folders (
    only_one   boolean NOT NULL DEFAULT true,
    folder_id  text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT data_folders_pkey PRIMARY KEY (only_one),
    CONSTRAINT data_folders_only_one CHECK (only_one)
);

-- It belongs to no organisation: only connections of all tenants see it.
ALTER TABLE data_folders ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_tenants_only ON data_folders USING ((SELECT injaaz_organisation()) = 0);
