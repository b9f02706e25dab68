CREATE TABLE IF NOT EXISTS uploads (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL,
    -- 0 if it belongs to an operator or to a guest.
    user_id INTEGER NOT NULL,
    -- What identifies a guest, such as a mobile; empty for others.
    guest TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS uploads_user ON uploads (user_id, id);
