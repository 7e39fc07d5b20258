-- A daily job forgets sessions that ended long ago; what happened in them stays in the audit log.
GRANT DELETE ON "sessions" TO yiwei_app;
