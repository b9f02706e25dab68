DROP INDEX goods_page ON goods;
DROP INDEX messages_newest ON messages;
DROP INDEX orders_created ON orders;
