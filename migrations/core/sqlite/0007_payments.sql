CREATE TABLE IF NOT EXISTS charges (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL,
    order_no TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    fen INTEGER NOT NULL CHECK (fen > 0),
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    client_ip TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_id TEXT NULL,
    detail TEXT NULL,
    requested INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0,
    turns INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    checked_at INTEGER NULL,
    check_at INTEGER NULL,
    paid_at INTEGER NULL,
    ended_at INTEGER NULL,
    CHECK (refunded >= 0 AND refunded <= requested AND requested <= fen)
);

CREATE INDEX IF NOT EXISTS charges_order ON charges (order_no, realm, id);
CREATE INDEX IF NOT EXISTS charges_check ON charges (check_at);

CREATE TABLE IF NOT EXISTS refunds (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    charge_id INTEGER NOT NULL,
    order_no TEXT NOT NULL,
    fen INTEGER NOT NULL CHECK (fen > 0),
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_id TEXT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    next_at INTEGER NULL,
    refunded_at INTEGER NULL,
    UNIQUE (charge_id, order_no)
);

CREATE INDEX IF NOT EXISTS refunds_next ON refunds (next_at);

CREATE TABLE IF NOT EXISTS payment_events (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    number TEXT NOT NULL,
    fen INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);
