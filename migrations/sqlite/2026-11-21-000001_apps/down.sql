DROP TABLE revisions;
DROP TABLE server_keys;
DROP TABLE ip_bans;
DROP TABLE app_secrets;
DROP TABLE apps;
