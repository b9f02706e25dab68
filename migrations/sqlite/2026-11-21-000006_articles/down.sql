DROP TABLE notice_reads;
DROP TABLE news_contents;
DROP TABLE news;
