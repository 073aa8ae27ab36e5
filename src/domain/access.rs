//! Who may do what: the roles of an organisation, what each of them may do, and how far it reaches.
//!
//! This is the one table of permissions. Which permission an address asks for stands in `web::access`; that a query
//! stays within somebody's reach is up to the store.

use super::{ids::ModuleSlug, text_enum::text_enum};

text_enum! {
    /// What somebody is in an organisation.
    pub enum Role {
        /// Runs the organisation: people, settings, history, and everything that others may do.
        Administrator = "administrator",
        /// Answers for the work: all submissions, links for clients, exports, the audit log.
        Manager = "manager",
        /// Reads what came in and decides about it.
        Reviewer = "reviewer",
        /// Fills in forms; sees what they sent themselves, and the sites given to them.
        Inspector = "inspector",
        /// Reads reports and nothing else, such as a client.
        Viewer = "viewer",
    }
}

text_enum! {
    /// One thing that not everybody may do.
    pub enum Permission {
        /// Fill in and send forms, and store the photos for them.
        Submit = "submit",
        /// Read answers, photos and the state of reports.
        ReadSubmissions = "submissions.read",
        /// See which submissions have reports, and read these.
        ReadReports = "reports.read",
        /// Have reports made again.
        MakeReports = "reports.make",
        /// Make links for clients, change and revoke them.
        ShareReports = "reports.share",
        /// Take many submissions out at once.
        Export = "submissions.export",
        /// Decide about what was sent without an account.
        Moderate = "submissions.moderate",
        /// Read the audit log.
        ReadAudit = "audit.read",
        /// Invite people, change what they are, end their sessions.
        ManagePeople = "people.manage",
        /// Change the settings of the organisation, open forms to the public.
        ManageOrganisation = "organisation.manage",
        /// Bring history in, move its phases.
        Migrate = "migrate",
        /// See background jobs, have failed ones tried again, cancel those that run.
        ManageJobs = "jobs.manage",
        /// Make tokens for programs, which may do what their maker may and no more.
        UseTokens = "tokens.use",
    }
}

impl Permission {
    /// Whether this build has what it permits.
    pub fn is_offered(self) -> bool {
        cfg!(feature = "migration") || self != Permission::Migrate
    }
}

impl Role {
    pub fn has_permission(self, what: Permission) -> bool {
        use Permission::*;
        match self {
            Role::Administrator => true,
            Role::Manager => !matches!(what, ManagePeople | ManageOrganisation | Migrate | ManageJobs),
            Role::Reviewer => {
                matches!(
                    what,
                    Submit | ReadSubmissions | ReadReports | MakeReports | ShareReports | Moderate | UseTokens
                )
            }
            Role::Inspector => matches!(what, Submit | ReadSubmissions | ReadReports | MakeReports | UseTokens),
            Role::Viewer => what == ReadReports,
        }
    }
}

/// A part of what an organisation has: a module, a site, or a module at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub module: Option<ModuleSlug>,
    /// The folded name of the site, as `submissions.site_key` has it.
    pub site_key: Option<String>,
}

/// Which submissions of the organisation somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmissionScope {
    Everything,
    Within {
        /// What this person sent is among it.
        own: Option<i64>,
        scopes: Vec<Scope>,
    },
}

impl SubmissionScope {
    /// The reach that follows from a role, the scopes of a membership and whose it is.
    pub fn of(role: Role, scopes: Vec<Scope>, user_id: i64) -> SubmissionScope {
        match role {
            Role::Inspector => SubmissionScope::Within { own: Some(user_id), scopes },
            _ if scopes.is_empty() => SubmissionScope::Everything,
            _ => SubmissionScope::Within { own: None, scopes },
        }
    }

    /// Whether a submission is within it.
    pub fn includes(&self, sender: Option<i64>, module: &ModuleSlug, site_key: &str) -> bool {
        match self {
            SubmissionScope::Everything => true,
            SubmissionScope::Within { own, scopes } => {
                (own.is_some() && *own == sender)
                    || scopes.iter().any(|scope| {
                        scope.module.as_ref().is_none_or(|m| m == module)
                            && scope.site_key.as_ref().is_none_or(|s| s == site_key)
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::NotAnId;

    #[test]
    fn a_viewer_reads_reports_and_nothing_else() {
        let may: Vec<&str> = Permission::ALL
            .iter()
            .filter(|what| Role::Viewer.has_permission(**what))
            .map(|what| what.as_str())
            .collect();
        assert_eq!(may, ["reports.read"]);
    }

    #[test]
    fn only_administrators_run_the_organisation() {
        for what in
            [Permission::ManagePeople, Permission::ManageOrganisation, Permission::Migrate, Permission::ManageJobs]
        {
            for role in Role::ALL {
                assert_eq!(role.has_permission(what), *role == Role::Administrator, "{role:?} {what:?}");
            }
        }
    }

    #[test]
    fn an_inspector_without_scopes_reaches_their_own_and_a_manager_everything() -> Result<(), NotAnId> {
        let civil: ModuleSlug = "civil".parse()?;
        let own = SubmissionScope::of(Role::Inspector, Vec::new(), 7);
        assert!(own.includes(Some(7), &civil, "x"));
        assert!(!own.includes(Some(8), &civil, "x") && !own.includes(None, &civil, "x"));
        assert_eq!(SubmissionScope::of(Role::Manager, Vec::new(), 7), SubmissionScope::Everything);
        Ok(())
    }

    #[test]
    fn a_scope_narrows_by_what_it_names() -> Result<(), NotAnId> {
        let civil = Scope { module: Some("civil".parse()?), site_key: None };
        let tower = Scope { module: Some("hvac_mep".parse()?), site_key: Some("marina tower".to_owned()) };
        let reach = SubmissionScope::of(Role::Viewer, vec![civil, tower], 7);
        let module = |name: &str| name.parse::<ModuleSlug>();
        assert!(reach.includes(None, &module("civil")?, "anywhere"));
        assert!(reach.includes(None, &module("hvac_mep")?, "marina tower"));
        assert!(!reach.includes(None, &module("hvac_mep")?, "anywhere"));
        assert!(
            !reach.includes(Some(7), &module("cleaning")?, "marina tower"),
            "having sent it gives a viewer nothing"
        );
        Ok(())
    }
}
