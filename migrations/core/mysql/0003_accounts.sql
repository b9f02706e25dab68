CREATE TABLE IF NOT EXISTS users (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    realm VARCHAR(16) NOT NULL,
    mobile VARCHAR(16) NULL,
    username VARCHAR(64) NULL,
    -- Empty for an account that has no password.
    password_hash VARCHAR(255) NOT NULL,
    -- Whether the owner should choose another one.
    weak_password BOOLEAN NOT NULL DEFAULT FALSE,
    open_id CHAR(32) NOT NULL UNIQUE,
    nickname VARCHAR(64) NOT NULL,
    headimg VARCHAR(255) NOT NULL,
    intro VARCHAR(255) NOT NULL,
    platform BIGINT NOT NULL,
    channel VARCHAR(64) NOT NULL,
    state BIGINT NOT NULL,
    points BIGINT NOT NULL,
    -- Grown by every transaction that locks the row: a lock that is a write holds on all nodes of a cluster.
    turns BIGINT NOT NULL DEFAULT 0,
    register_ip VARCHAR(45) NOT NULL,
    last_login_ip VARCHAR(45) NOT NULL,
    last_login_at BIGINT NULL,
    login_sources VARCHAR(255) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE KEY users_mobile (realm, mobile),
    UNIQUE KEY users_username (realm, username),
    -- An operator looks for accounts by when they were registered, and for those in one state.
    KEY users_created_at (realm, created_at, id),
    KEY users_state (realm, state, created_at, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS identities (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    realm VARCHAR(16) NOT NULL,
    provider VARCHAR(32) NOT NULL,
    subject VARCHAR(128) NOT NULL,
    user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE KEY identities_subject (realm, provider, subject),
    UNIQUE KEY identities_user (user_id, provider)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS points_ledger (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    delta BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    reason VARCHAR(64) NOT NULL,
    ref_id VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    KEY points_ledger_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sessions (
    token_hash CHAR(64) NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    realm VARCHAR(16) NOT NULL,
    class VARCHAR(16) NOT NULL,
    platform BIGINT NOT NULL,
    state CHAR(1) NOT NULL,
    created_at BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY sessions_expires_at (expires_at),
    KEY sessions_user (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
