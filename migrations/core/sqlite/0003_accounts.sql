CREATE TABLE IF NOT EXISTS users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL,
    mobile TEXT NULL,
    username TEXT NULL,
    -- Empty for an account that has no password.
    password_hash TEXT NOT NULL,
    -- Whether the owner should choose another one.
    weak_password BOOLEAN NOT NULL DEFAULT FALSE,
    open_id TEXT NOT NULL UNIQUE,
    nickname TEXT NOT NULL,
    headimg TEXT NOT NULL,
    intro TEXT NOT NULL,
    platform INTEGER NOT NULL,
    channel TEXT NOT NULL,
    state INTEGER NOT NULL,
    points INTEGER NOT NULL,
    -- Grown by every transaction that locks the row: a lock that is a write holds on all nodes of a cluster.
    turns INTEGER NOT NULL DEFAULT 0,
    register_ip TEXT NOT NULL,
    last_login_ip TEXT NOT NULL,
    last_login_at INTEGER NULL,
    login_sources TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS users_mobile ON users (realm, mobile);

CREATE UNIQUE INDEX IF NOT EXISTS users_username ON users (realm, username);

-- An operator looks for accounts by when they were registered, and for those in one state.
CREATE INDEX IF NOT EXISTS users_created_at ON users (realm, created_at, id);

CREATE INDEX IF NOT EXISTS users_state ON users (realm, state, created_at, id);

CREATE TABLE IF NOT EXISTS identities (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL,
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS identities_subject ON identities (realm, provider, subject);

CREATE UNIQUE INDEX IF NOT EXISTS identities_user ON identities (user_id, provider);

CREATE TABLE IF NOT EXISTS points_ledger (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    delta INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    reason TEXT NOT NULL,
    ref_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS points_ledger_user ON points_ledger (user_id, id);

CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    realm TEXT NOT NULL,
    class TEXT NOT NULL,
    platform INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    renewed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS sessions_expires_at ON sessions (expires_at);

CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id);
