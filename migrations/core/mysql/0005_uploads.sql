CREATE TABLE IF NOT EXISTS uploads (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    realm VARCHAR(16) NOT NULL,
    -- 0 if it belongs to an operator or to a guest.
    user_id BIGINT NOT NULL,
    -- What identifies a guest, such as a mobile; empty for others.
    guest VARCHAR(64) NOT NULL,
    path VARCHAR(128) NOT NULL UNIQUE,
    media_type VARCHAR(32) NOT NULL,
    bytes BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    KEY uploads_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
