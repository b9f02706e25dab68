DROP INDEX sessions_user ON sessions;
