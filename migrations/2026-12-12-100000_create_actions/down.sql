DROP TABLE action_entries;
DROP TABLE actions;
