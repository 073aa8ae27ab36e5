ALTER TABLE organisations DROP COLUMN setup_dismissed;
