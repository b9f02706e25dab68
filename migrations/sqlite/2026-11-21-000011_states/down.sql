ALTER TABLE sms_templates DROP COLUMN state;
ALTER TABLE ad_positions DROP COLUMN state;
