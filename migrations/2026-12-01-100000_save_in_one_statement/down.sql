DROP FUNCTION require_database_only(bigint, text);
