DROP TABLE goods_sales;
DROP TABLE products;
DROP TABLE goods_images;
DROP TABLE goods;
