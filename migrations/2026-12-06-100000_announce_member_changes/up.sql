-- Servers remember signed-in members for a moment. Each commit that changes what session_of and api_token_of return is
-- announced, so that they forget them. Columns that record a use are left out: a use changes nothing. One notification
-- is sent for a transaction, whatever number of statements it has.

CREATE FUNCTION announce_member_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_notify('member_changes', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER sessions_announce_change
    AFTER DELETE OR UPDATE OF token_hash, user_id, organisation_id, state, strength, confirmed_at, expires_at ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER api_tokens_announce_change
    AFTER DELETE OR UPDATE OF organisation_id, user_id, name, token_hash, permissions, expires_at, revoked_at, scopes
    ON api_tokens FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER users_announce_change
    AFTER DELETE OR UPDATE OF public_id, email, full_name, language, time_zone, disabled_at ON users
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER memberships_announce_change
    AFTER DELETE OR UPDATE OF organisation_id, user_id, role, suspended_at ON memberships
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER membership_scopes_announce_change
    AFTER INSERT OR UPDATE OR DELETE ON membership_scopes
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER organisations_announce_change
    AFTER DELETE OR UPDATE OF public_id, name, is_demo, time_zone ON organisations
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER organisation_settings_announce_change
    AFTER INSERT OR UPDATE OR DELETE ON organisation_settings
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER passkeys_announce_change
    AFTER INSERT OR DELETE ON passkeys
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER totp_secrets_announce_change
    AFTER INSERT OR DELETE OR UPDATE OF user_id, confirmed_at ON totp_secrets
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
-- The navigation has their number.
CREATE TRIGGER pending_submissions_announce_change
    AFTER INSERT OR DELETE OR UPDATE OF organisation_id, state ON pending_submissions
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
CREATE TRIGGER legacy_sources_announce_change
    AFTER INSERT OR DELETE ON legacy_sources
    FOR EACH STATEMENT EXECUTE FUNCTION announce_member_change();
