-- The time zone in which an organisation reads times, and the one of a person who wants another. All stored times stay
-- UTC. Existing organisations keep UTC until an administrator chooses their zone.
ALTER TABLE organisations
    ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC',
    ADD CONSTRAINT organisations_time_zone_check CHECK (time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$');

ALTER TABLE users
    ADD COLUMN time_zone text,
    ADD CONSTRAINT users_time_zone_check CHECK (time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$');

-- The zone in which a person reads times: the own one, or that of the organisation. The look-up of a session calls this
-- before the tenant scope is known, so it has rights of its own.
CREATE FUNCTION time_zone_of(of_user bigint, of_organisation bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce(
        (SELECT u.time_zone FROM users u WHERE u.id = of_user),
        (SELECT o.time_zone FROM organisations o WHERE o.id = of_organisation));
END
$$;
