CREATE TABLE IF NOT EXISTS apps (
    appid VARCHAR(64) NOT NULL PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    class VARCHAR(16) NOT NULL,
    state VARCHAR(16) NOT NULL,
    allow TEXT NOT NULL,
    ips TEXT NOT NULL,
    origins TEXT NOT NULL,
    min_sign_type VARCHAR(16) NOT NULL,
    sandbox BOOLEAN NOT NULL,
    calls_per_minute BIGINT NOT NULL,
    identity_trusted BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS app_secrets (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    appid VARCHAR(64) NOT NULL,
    secret VARCHAR(512) NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (appid) REFERENCES apps (appid),
    KEY app_secrets_appid (appid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ip_bans (
    ip VARCHAR(45) NOT NULL PRIMARY KEY,
    banned_until BIGINT NOT NULL,
    reason VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS server_keys (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    value VARCHAR(512) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS revisions (
    topic VARCHAR(64) NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS nodes (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    address VARCHAR(255) NOT NULL,
    revision BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO revisions (topic, number) VALUES ('apps', 0);
