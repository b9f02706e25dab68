CREATE TABLE IF NOT EXISTS charges (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    realm VARCHAR(32) NOT NULL,
    order_no VARCHAR(32) NOT NULL,
    number VARCHAR(40) NOT NULL UNIQUE,
    fen BIGINT NOT NULL CHECK (fen > 0),
    channel VARCHAR(20) NOT NULL,
    subject VARCHAR(32) NOT NULL,
    body VARCHAR(128) NOT NULL,
    client_ip VARCHAR(45) NOT NULL,
    state VARCHAR(16) NOT NULL,
    provider_id VARCHAR(64) NULL,
    detail TEXT NULL,
    requested BIGINT NOT NULL DEFAULT 0,
    refunded BIGINT NOT NULL DEFAULT 0,
    turns BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    checked_at BIGINT NULL,
    check_at BIGINT NULL,
    paid_at BIGINT NULL,
    ended_at BIGINT NULL,
    KEY charges_order (order_no, realm, id),
    KEY charges_check (check_at),
    CHECK (refunded >= 0 AND refunded <= requested AND requested <= fen)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS refunds (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    charge_id BIGINT NOT NULL,
    order_no VARCHAR(32) NOT NULL,
    fen BIGINT NOT NULL CHECK (fen > 0),
    reason VARCHAR(100) NOT NULL,
    state VARCHAR(16) NOT NULL,
    provider_id VARCHAR(64) NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    next_at BIGINT NULL,
    refunded_at BIGINT NULL,
    UNIQUE KEY refunds_order (charge_id, order_no),
    KEY refunds_next (next_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS payment_events (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    event_id VARCHAR(64) NOT NULL UNIQUE,
    kind VARCHAR(16) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    number VARCHAR(64) NOT NULL,
    fen BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
