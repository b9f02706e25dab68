CREATE TABLE IF NOT EXISTS sms_templates (
    realm VARCHAR(16) NOT NULL,
    send_key VARCHAR(64) NOT NULL,
    title VARCHAR(64) NOT NULL,
    body VARCHAR(255) NOT NULL,
    classes VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    state BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (realm, send_key)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sms_blacklist (
    mobile VARCHAR(16) NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO revisions (topic, number) VALUES ('sms', 0);
