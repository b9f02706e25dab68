CREATE TABLE IF NOT EXISTS news (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    category_id BIGINT NOT NULL,
    title VARCHAR(128) NOT NULL,
    intro VARCHAR(500) NOT NULL,
    image_url VARCHAR(255) NOT NULL,
    source VARCHAR(64) NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (category_id) REFERENCES categories (id),
    -- A page of the news is found in the index alone, of all categories or of some: passing over rows is what costs.
    KEY news_page (state, id, category_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS news_contents (
    news_id BIGINT NOT NULL PRIMARY KEY,
    content MEDIUMTEXT NOT NULL,
    FOREIGN KEY (news_id) REFERENCES news (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS notice_reads (
    user_id BIGINT NOT NULL,
    notice_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, notice_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS messages (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    msg_type BIGINT NOT NULL,
    type_ref_id BIGINT NOT NULL,
    is_read BOOLEAN NOT NULL,
    title VARCHAR(64) NOT NULL,
    content VARCHAR(255) NOT NULL,
    url VARCHAR(255) NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    KEY messages_user (user_id, state, id),
    KEY messages_newest (user_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
