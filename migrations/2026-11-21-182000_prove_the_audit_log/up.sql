-- The audit log as proof: nobody changes a row, every row is sealed into a chain, and the chain is signed.
--
-- A grant keeps the program from changing rows; a trigger keeps everybody from it who does not switch the trigger off.
-- Whoever does is found: each row carries a code that only the program's secret key makes (mac), and a second or two
-- after its commit it is sealed, by its hash and that of the seal before.

-- A row of before has neither; 0 comes before every transaction. Seals are made in the order (transaction, id), and only
-- of transactions that are older than the oldest one that runs: no row can come later before one that is sealed.
ALTER TABLE audit_logs
    ADD COLUMN transaction_id bigint NOT NULL DEFAULT 0,
    ADD COLUMN mac bytea,
    ADD CONSTRAINT audit_logs_mac_length CHECK (octet_length(mac) = 32);
ALTER TABLE audit_logs ALTER COLUMN transaction_id SET DEFAULT (pg_current_xact_id()::text::bigint);

CREATE INDEX audit_logs_transaction_idx ON audit_logs (transaction_id, id);
CREATE INDEX audit_logs_newest_idx ON audit_logs (organisation_id, created_at, id);
CREATE INDEX audit_logs_user_idx ON audit_logs (organisation_id, user_id, created_at, id) WHERE user_id IS NOT NULL;
CREATE INDEX audit_logs_action_idx ON audit_logs (organisation_id, action, created_at, id);
CREATE INDEX audit_logs_ip_idx ON audit_logs (organisation_id, ip_address, created_at, id) WHERE ip_address IS NOT NULL;

-- One for each row, without gaps from 1. It names the row and the month it is in.
CREATE TABLE audit_seals (
    sequence       bigint NOT NULL,
    audit_id       bigint NOT NULL,
    created_at     timestamptz NOT NULL,
    transaction_id bigint NOT NULL,
    hash           bytea NOT NULL,
    mac            bytea NOT NULL,
    CONSTRAINT audit_seals_pkey PRIMARY KEY (sequence),
    CONSTRAINT audit_seals_audit_id_created_at_key UNIQUE (audit_id, created_at),
    CONSTRAINT audit_seals_sequence_positive CHECK (sequence > 0),
    CONSTRAINT audit_seals_hash_length CHECK (octet_length(hash) = 32),
    CONSTRAINT audit_seals_mac_length CHECK (octet_length(mac) = 32)
);

-- How the chain stood, signed.
CREATE TABLE audit_checkpoints (
    number     bigint NOT NULL,
    sequence   bigint NOT NULL,
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    signature  bytea NOT NULL,
    CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (number),
    CONSTRAINT audit_checkpoints_number_positive CHECK (number > 0),
    CONSTRAINT audit_checkpoints_hash_length CHECK (octet_length(hash) = 32),
    CONSTRAINT audit_checkpoints_signature_length CHECK (octet_length(signature) = 64)
);

REVOKE UPDATE, DELETE, TRUNCATE ON audit_seals, audit_checkpoints FROM injaaz_app;

-- A seal is seen by whoever sees its row; how the whole chain was signed is nobody's in particular.
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_wall ON audit_seals USING ((SELECT injaaz_organisation()) = 0 OR EXISTS (
    SELECT FROM audit_logs a WHERE a.created_at = audit_seals.created_at AND a.id = audit_seals.audit_id));
ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_wall ON audit_checkpoints USING ((SELECT injaaz_organisation()) = 0);

-- Append-only for everybody --------------------------------------------------------------------------------------------

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON audit_logs
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR DELETE ON audit_checkpoints
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_checkpoints_no_truncate BEFORE TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- A partition has the triggers for rows of its table by itself, but none for TRUNCATE.
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass LOOP
        EXECUTE format('CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON %s
            FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()', part);
    END LOOP;
END
$$;

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
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_logs FOR VALUES FROM (%L) TO (%L)',
                name, first, (first + interval '1 month')::date);
            EXECUTE format('REVOKE ALL ON %I FROM injaaz_app', name);
            EXECUTE format('CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON %I
                FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()', name);
        END IF;
        first := first + interval '1 month';
    END LOOP;
END
$$;

-- Keeping less: a whole month goes, and only if a checkpoint covers every row of it. Its seals stay, so the chain can
-- still be followed. Not for the program's role: only for the account that owns the tables.
CREATE FUNCTION drop_audit_month(month date) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    first   date := date_trunc('month', month);
    name    text := format('audit_logs_%s', to_char(date_trunc('month', month), 'YYYY_MM'));
    rows    bigint;
    covered bigint;
BEGIN
    IF to_regclass(name) IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', name);
    EXECUTE format('SELECT count(*) FROM %I', name) INTO rows;
    EXECUTE format('SELECT count(*) FROM %I a JOIN audit_seals s
        ON s.audit_id = a.id AND s.created_at = a.created_at
        WHERE s.sequence <= (SELECT coalesce(max(sequence), 0) FROM audit_checkpoints)', name) INTO covered;
    IF covered <> rows THEN
        RAISE EXCEPTION 'Of the % rows of %, only % are covered by a checkpoint.', rows, name, covered;
    END IF;
    EXECUTE format('DROP TABLE %I', name);
    RETURN rows;
END
$$;
REVOKE ALL ON FUNCTION drop_audit_month(date) FROM PUBLIC;
