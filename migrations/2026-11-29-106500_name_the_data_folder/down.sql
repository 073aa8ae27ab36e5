DROP TABLE data_folders;
