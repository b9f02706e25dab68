CREATE TABLE IF NOT EXISTS sms_templates (
    realm TEXT NOT NULL,
    send_key TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    classes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (realm, send_key)
);

CREATE TABLE IF NOT EXISTS sms_blacklist (
    mobile TEXT NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL
);

INSERT OR IGNORE INTO revisions (topic, number) VALUES ('sms', 0);
