-- A partition is made as a table of its own and then attached. CREATE TABLE … PARTITION OF waits until no transaction
-- uses the audit log, and everything that comes after waits behind it; ATTACH PARTITION lets writers go on.
CREATE OR REPLACE FUNCTION make_audit_partitions(today date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', today);
    name  text;
BEGIN
    -- Only one instance makes partitions at a time: "if not exists" alone lets two try, and the second one fails.
    PERFORM pg_advisory_xact_lock(7596567767098188916);
    FOR ahead IN 0..3 LOOP
        name := format('audit_logs_%s', to_char(first, 'YYYY_MM'));
        IF to_regclass(name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
            EXECUTE format('REVOKE ALL ON %I FROM injaaz_app', name);
            EXECUTE format('ALTER TABLE audit_logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                name, first, (first + interval '1 month')::date);
            EXECUTE format('CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON %I
                FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()', name);
        END IF;
        first := first + interval '1 month';
    END LOOP;
END
$$;
