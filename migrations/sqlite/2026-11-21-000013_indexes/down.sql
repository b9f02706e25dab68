DROP INDEX goods_page;
DROP INDEX messages_newest;
DROP INDEX orders_created;
