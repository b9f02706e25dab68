DROP INDEX users_state ON users;
DROP INDEX users_created_at ON users;
CREATE INDEX news_state ON news (state, id);
DROP INDEX news_page ON news;
