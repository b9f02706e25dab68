CREATE TABLE IF NOT EXISTS news (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    category_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    intro TEXT NOT NULL,
    image_url TEXT NOT NULL,
    source TEXT NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (category_id) REFERENCES categories (id)
);

-- A page of the news is found in the index alone, of all categories or of some: passing over rows is what costs.
CREATE INDEX IF NOT EXISTS news_page ON news (state, id, category_id);

CREATE TABLE IF NOT EXISTS news_contents (
    news_id INTEGER NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    FOREIGN KEY (news_id) REFERENCES news (id)
);

CREATE TABLE IF NOT EXISTS notice_reads (
    user_id INTEGER NOT NULL,
    notice_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, notice_id)
);

CREATE TABLE IF NOT EXISTS messages (
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

CREATE INDEX IF NOT EXISTS messages_user ON messages (user_id, state, id);

CREATE INDEX IF NOT EXISTS messages_newest ON messages (user_id, id);
