CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX messages_newest ON messages (user_id, id);
CREATE INDEX goods_page ON goods (state, id, category_id);
