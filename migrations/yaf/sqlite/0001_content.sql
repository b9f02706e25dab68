CREATE TABLE IF NOT EXISTS app_upgrades (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    platform INTEGER NOT NULL,
    channel TEXT NOT NULL,
    version TEXT NOT NULL,
    way INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    dialog_repeat INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (platform, channel, version)
);

CREATE TABLE IF NOT EXISTS system_configs (
    name TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    value TEXT NOT NULL,
    state INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS ad_positions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    max_ads INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE IF NOT EXISTS ads (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    position_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    image_url TEXT NOT NULL,
    iphone_image_url TEXT NOT NULL,
    url TEXT NOT NULL,
    platforms INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (position_id) REFERENCES ad_positions (id)
);

CREATE INDEX IF NOT EXISTS ads_position ON ads (position_id, listorder, id);

CREATE TABLE IF NOT EXISTS notices (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    platforms INTEGER NOT NULL,
    is_dialog BOOLEAN NOT NULL,
    dialog_ends_at INTEGER NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS notices_state ON notices (state, id);

INSERT OR IGNORE INTO revisions (topic, number) VALUES ('content', 0);
