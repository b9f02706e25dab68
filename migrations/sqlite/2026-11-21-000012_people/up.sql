-- A page of the news is found in the index alone, of all categories or of some: passing over rows is what costs.
CREATE INDEX news_page ON news (state, id, category_id);

DROP INDEX news_state;

-- An operator looks for accounts by when they were registered, and for those in one state.
CREATE INDEX users_created_at ON users (created_at, id);

CREATE INDEX users_state ON users (state, created_at, id);
