-- The role itself stays: it belongs to the whole server, and other databases may use it.
DROP FUNCTION session_of(bytea, timestamptz);
DROP FUNCTION make_audit_partitions(date);
DO $$
DECLARE
    walled regclass;
BEGIN
    FOR walled IN SELECT polrelid FROM pg_policy WHERE polname = 'organisation_wall' LOOP
        EXECUTE format('DROP POLICY organisation_wall ON %s', walled);
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', walled);
    END LOOP;
END
$$;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM injaaz_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM injaaz_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM injaaz_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM injaaz_app;
REVOKE ALL ON SCHEMA public FROM injaaz_app;
DROP FUNCTION injaaz_wall(regclass);
DROP FUNCTION injaaz_organisation();
DROP INDEX submissions_visit_idx;
CREATE INDEX submissions_visit_idx ON submissions (organisation_id, coalesce(visit_date, '0001-01-01'::date), id);
DROP INDEX submissions_user_id_idx;
DROP TABLE one_time_links;
DROP TABLE sessions;
DROP TABLE membership_scopes;
DROP TABLE memberships;
DROP INDEX users_email_lower_key;
ALTER TABLE users
    DROP COLUMN public_id,
    DROP COLUMN language,
    DROP COLUMN disabled_at,
    DROP COLUMN must_change_password,
    DROP COLUMN password_changed_at;
DROP TABLE organisation_settings;
ALTER TABLE organisations
    DROP COLUMN public_id,
    DROP COLUMN is_demo;
