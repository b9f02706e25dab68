CREATE TABLE IF NOT EXISTS users (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    mobile VARCHAR(16) NOT NULL UNIQUE,
    password_hash VARCHAR(255) NOT NULL,
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
    -- An operator looks for accounts by when they were registered, and for those in one state.
    KEY users_created_at (created_at, id),
    KEY users_state (state, created_at, id)
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
    class VARCHAR(16) NOT NULL,
    platform BIGINT NOT NULL,
    state CHAR(1) NOT NULL,
    created_at BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY sessions_expires_at (expires_at),
    KEY sessions_user (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
