-- Somebody asked for a new password where no mail can be sent: their administrators are told on the page of people.
ALTER TABLE memberships ADD COLUMN reset_asked_at timestamptz;
