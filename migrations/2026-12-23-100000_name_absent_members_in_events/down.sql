ALTER TABLE webhook_deliveries
    DROP CONSTRAINT webhook_deliveries_absent_check,
    DROP CONSTRAINT webhook_deliveries_absent_id_fkey,
    DROP COLUMN absent_id;
