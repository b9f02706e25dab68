CREATE TABLE IF NOT EXISTS apps (
    appid TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    class TEXT NOT NULL,
    state TEXT NOT NULL,
    allow TEXT NOT NULL,
    ips TEXT NOT NULL,
    origins TEXT NOT NULL,
    min_sign_type TEXT NOT NULL,
    sandbox BOOLEAN NOT NULL,
    calls_per_minute INTEGER NOT NULL,
    identity_trusted BOOLEAN NOT NULL DEFAULT FALSE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS app_secrets (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    appid TEXT NOT NULL,
    secret TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NULL,
    created_at INTEGER NOT NULL,
    FOREIGN KEY (appid) REFERENCES apps (appid)
);

CREATE INDEX IF NOT EXISTS app_secrets_appid ON app_secrets (appid);

CREATE TABLE IF NOT EXISTS ip_bans (
    ip TEXT NOT NULL PRIMARY KEY,
    banned_until INTEGER NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS server_keys (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS revisions (
    topic TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS nodes (
    id TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    revision INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
);

INSERT OR IGNORE INTO revisions (topic, number) VALUES ('apps', 0);
