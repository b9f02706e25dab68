CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mobile TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    open_id TEXT NOT NULL UNIQUE,
    nickname TEXT NOT NULL,
    headimg TEXT NOT NULL,
    intro TEXT NOT NULL,
    platform INTEGER NOT NULL,
    channel TEXT NOT NULL,
    state INTEGER NOT NULL,
    points INTEGER NOT NULL,
    register_ip TEXT NOT NULL,
    last_login_ip TEXT NOT NULL,
    last_login_at INTEGER NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE points_ledger (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    delta INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    reason TEXT NOT NULL,
    ref_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX points_ledger_user ON points_ledger (user_id, id);

CREATE TABLE messages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    msg_type INTEGER NOT NULL,
    type_ref_id INTEGER NOT NULL,
    is_read BOOLEAN NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    url TEXT NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX messages_user ON messages (user_id, state, id);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    class TEXT NOT NULL,
    platform INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    renewed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE INDEX sessions_expires_at ON sessions (expires_at);
