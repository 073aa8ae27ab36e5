DROP FUNCTION api_token_of(bytea, timestamptz);
DROP TABLE api_tokens;
