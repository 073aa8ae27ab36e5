DROP TABLE report_versions;
DROP TABLE shared_link_tries;
DROP TABLE shared_links;
