DROP TABLE links;
DROP TABLE categories;
