-- The last visit of a site with a form. CASE instead of coalesce, as in submissions_visit_idx: behind row-level security
-- an index answers only conditions that the planner knows to keep secrets.
CREATE INDEX submissions_site_visits_idx ON submissions
    (organisation_id, module, site_key, (CASE WHEN visit_date IS NULL THEN '0001-01-01'::date ELSE visit_date END), id);
