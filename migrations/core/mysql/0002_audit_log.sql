-- The triggers that refuse changes are made in crates/store/src/migrations/mysql.rs: not every server lets us.
CREATE TABLE IF NOT EXISTS audit_log (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    created_at BIGINT NOT NULL,
    actor VARCHAR(80) NOT NULL,
    source VARCHAR(80) NOT NULL,
    action VARCHAR(80) NOT NULL,
    detail TEXT NOT NULL,
    request_id VARCHAR(40) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
