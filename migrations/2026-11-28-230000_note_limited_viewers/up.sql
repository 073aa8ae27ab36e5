-- A viewer without a scope sees nothing now; earlier versions showed everything. The administrators are told once which
-- members this concerns: the flag stays until they confirm the notice or change the member.

ALTER TABLE memberships ADD COLUMN scope_notice boolean NOT NULL DEFAULT false;

UPDATE memberships m SET scope_notice = true
WHERE m.role = 'viewer' AND NOT EXISTS (SELECT FROM membership_scopes s WHERE s.membership_id = m.id);
