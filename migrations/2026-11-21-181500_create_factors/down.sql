DROP FUNCTION factor_missing(bigint, bigint);
DROP TABLE factor_failures, factor_challenges, recovery_codes, totp_secrets, passkeys;
