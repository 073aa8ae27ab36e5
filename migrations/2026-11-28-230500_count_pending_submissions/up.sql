-- The number of pending submissions of an organisation, at most 100, for the navigation of every page. The look-up of a
-- session calls it before the tenant scope is known, so it has rights of its own.

CREATE FUNCTION pending_submission_count(of_organisation bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT count(*) FROM (
        SELECT FROM pending_submissions p WHERE p.organisation_id = of_organisation AND p.state = 'waiting' LIMIT 100) w);
END
$$;
