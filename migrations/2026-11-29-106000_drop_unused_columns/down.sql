DROP POLICY all_tenants_add ON form_versions;
DROP POLICY everybody_reads ON form_versions;
ALTER TABLE form_versions
    ADD COLUMN organisation_id bigint,
    ADD CONSTRAINT form_versions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id);
CREATE POLICY organisation_wall ON form_versions USING (
    organisation_id IS NULL OR organisation_id = (SELECT injaaz_organisation()) OR (SELECT injaaz_organisation()) = 0);

ALTER TABLE submissions ADD COLUMN row_version integer NOT NULL DEFAULT 1;
