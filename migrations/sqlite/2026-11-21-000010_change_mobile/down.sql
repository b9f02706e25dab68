DELETE FROM sms_templates WHERE send_key = 'USER_CHANGE_MOBILE';
