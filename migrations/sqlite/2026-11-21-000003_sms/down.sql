DROP TABLE sms_blacklist;
DROP TABLE sms_templates;
