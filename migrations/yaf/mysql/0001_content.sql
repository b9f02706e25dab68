CREATE TABLE IF NOT EXISTS app_upgrades (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    platform BIGINT NOT NULL,
    channel VARCHAR(64) NOT NULL,
    version VARCHAR(32) NOT NULL,
    way BIGINT NOT NULL,
    title VARCHAR(64) NOT NULL,
    description VARCHAR(255) NOT NULL,
    url VARCHAR(255) NOT NULL,
    dialog_repeat BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (platform, channel, version)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS system_configs (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    title VARCHAR(64) NOT NULL,
    value TEXT NOT NULL,
    state BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ad_positions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code VARCHAR(64) NOT NULL UNIQUE,
    name VARCHAR(64) NOT NULL,
    max_ads BIGINT NOT NULL,
    state BIGINT NOT NULL DEFAULT 1
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ads (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    position_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    image_url VARCHAR(255) NOT NULL,
    iphone_image_url VARCHAR(255) NOT NULL,
    url VARCHAR(255) NOT NULL,
    platforms BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (position_id) REFERENCES ad_positions (id),
    KEY ads_position (position_id, listorder, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS notices (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    title VARCHAR(64) NOT NULL,
    summary VARCHAR(255) NOT NULL,
    body TEXT NOT NULL,
    platforms BIGINT NOT NULL,
    is_dialog BOOLEAN NOT NULL,
    dialog_ends_at BIGINT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY notices_state (state, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO revisions (topic, number) VALUES ('content', 0);
