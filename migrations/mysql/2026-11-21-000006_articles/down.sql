DROP INDEX notices_state ON notices;
DROP TABLE notice_reads;
DROP TABLE news_contents;
DROP TABLE news;
