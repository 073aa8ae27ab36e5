-- What the navigation of every page shows: the number of pending submissions of an organisation, at most 100, and whether
-- anything was imported. The look-up of a session calls these before the tenant scope is known, so they have rights of
-- their own.

CREATE FUNCTION pending_submission_count(of_organisation bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT count(*) FROM (
        SELECT FROM pending_submissions p WHERE p.organisation_id = of_organisation AND p.state = 'waiting' LIMIT 100) w);
END
$$;

CREATE FUNCTION has_legacy_source(of_organisation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM legacy_sources s WHERE s.organisation_id = of_organisation);
END
$$;
