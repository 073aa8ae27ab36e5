DROP FUNCTION time_zone_of(bigint, bigint);
ALTER TABLE users DROP COLUMN time_zone;
ALTER TABLE organisations DROP COLUMN time_zone;
