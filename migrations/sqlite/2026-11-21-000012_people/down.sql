DROP INDEX users_state;
DROP INDEX users_created_at;
CREATE INDEX news_state ON news (state, id);
DROP INDEX news_page;
