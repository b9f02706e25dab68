DROP TABLE sessions;
DROP TABLE messages;
DROP TABLE points_ledger;
DROP TABLE users;
