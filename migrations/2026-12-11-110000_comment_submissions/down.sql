DROP TABLE comment_reads;
DROP TABLE comments;
