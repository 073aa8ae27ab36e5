//! Roles, permissions and submission scopes: what a member may do, and which submissions they may see.
//!
//! This is the only table of permissions. `web::auth::permissions` lists the permission that each address needs; the
//! queries in `store` apply the submission scope.

use super::{ids::ModuleSlug, text_enum::text_enum};

text_enum! {
    /// The role of a member in an organisation.
    pub enum Role {
        /// Manages people, settings and the migration, and has every other permission.
        Administrator = "administrator",
        /// Manages the work: all submissions, shared links, exports, the audit log.
        Manager = "manager",
        /// Reads submissions and decides about pending submissions.
        Reviewer = "reviewer",
        /// Fills in forms; sees their own submissions and those within the scopes of their membership.
        Inspector = "inspector",
        /// Reads reports only, for example as a client: those of the forms and sites that an administrator named.
        Viewer = "viewer",
    }
}

text_enum! {
    /// One permission of a role or an API token.
    pub enum Permission {
        /// Fill in and send forms, and upload photos for them.
        Submit = "submit",
        /// Read answers, photos and the state of reports.
        ReadSubmissions = "submissions.read",
        /// See which submissions have reports, and read the reports.
        ReadReports = "reports.read",
        /// Request that reports are generated again.
        MakeReports = "reports.make",
        /// Create, change and revoke shared links.
        ShareReports = "reports.share",
        /// Export many submissions at once.
        Export = "submissions.export",
        /// Accept or refuse pending submissions.
        Moderate = "submissions.moderate",
        /// Read the audit log.
        ReadAudit = "audit.read",
        /// Invite people, change their roles, end their sessions.
        ManagePeople = "people.manage",
        /// Change the settings of the organisation, create public links.
        ManageOrganisation = "organisation.manage",
        /// Import historical submissions and change migration phases.
        Migrate = "migrate",
        /// See background jobs, retry failed ones, cancel running ones.
        ManageJobs = "jobs.manage",
        /// Create API tokens. A token never has more permissions than its creator.
        UseTokens = "tokens.use",
    }
}

impl Permission {
    /// Whether this build contains the feature that the permission is for.
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

/// One scope of a membership: a module, a site, or a module at a site. `None` matches everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub module: Option<ModuleSlug>,
    /// The folded name of the site, as in `submissions.site_key`.
    pub site_key: Option<String>,
}

/// The submissions of the organisation that a member may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmissionScope {
    Everything,
    Within {
        /// The id of the member whose own submissions are included.
        own: Option<i64>,
        scopes: Vec<Scope>,
    },
    /// What both the scope of a member and the scopes of their API token include.
    Narrowed {
        member: Box<SubmissionScope>,
        scopes: Vec<Scope>,
    },
}

impl Scope {
    fn includes(&self, module: &ModuleSlug, site_key: &str) -> bool {
        self.module.as_ref().is_none_or(|m| m == module) && self.site_key.as_ref().is_none_or(|s| s == site_key)
    }
}

impl SubmissionScope {
    /// Derives the scope from the role, the scopes of the membership and the id of the member. Without scopes, a viewer
    /// sees nothing and an inspector their own submissions; the other roles see everything.
    pub fn of(role: Role, scopes: Vec<Scope>, user_id: i64) -> SubmissionScope {
        match role {
            Role::Inspector => SubmissionScope::Within { own: Some(user_id), scopes },
            Role::Viewer => SubmissionScope::Within { own: None, scopes },
            Role::Administrator | Role::Manager | Role::Reviewer if scopes.is_empty() => SubmissionScope::Everything,
            Role::Administrator | Role::Manager | Role::Reviewer => SubmissionScope::Within { own: None, scopes },
        }
    }

    /// Whether it can include no submission at all.
    pub fn is_empty(&self) -> bool {
        match self {
            SubmissionScope::Everything => false,
            SubmissionScope::Within { own, scopes } => own.is_none() && scopes.is_empty(),
            SubmissionScope::Narrowed { member, .. } => member.is_empty(),
        }
    }

    /// Narrows the scope to that of an API token; no scopes narrow nothing.
    pub fn narrowed(self, scopes: Vec<Scope>) -> SubmissionScope {
        if scopes.is_empty() { self } else { SubmissionScope::Narrowed { member: Box::new(self), scopes } }
    }

    /// Whether a form of this module may be sent: a token that is narrowed to other modules may not.
    pub fn allows_module(&self, module: &ModuleSlug) -> bool {
        match self {
            SubmissionScope::Narrowed { scopes, .. } => {
                scopes.iter().any(|scope| scope.module.as_ref().is_none_or(|m| m == module))
            }
            SubmissionScope::Everything | SubmissionScope::Within { .. } => true,
        }
    }

    /// The same for a module and a site.
    pub fn allows_site(&self, module: &ModuleSlug, site_key: &str) -> bool {
        match self {
            SubmissionScope::Narrowed { scopes, .. } => scopes.iter().any(|scope| scope.includes(module, site_key)),
            SubmissionScope::Everything | SubmissionScope::Within { .. } => true,
        }
    }

    /// Whether submissions of this module can be within the scope at all.
    pub fn reaches_module(&self, module: &ModuleSlug) -> bool {
        let named = |scopes: &[Scope]| scopes.iter().any(|scope| scope.module.as_ref().is_none_or(|m| m == module));
        match self {
            SubmissionScope::Everything => true,
            SubmissionScope::Within { own, scopes } => own.is_some() || named(scopes),
            SubmissionScope::Narrowed { member, scopes } => member.reaches_module(module) && named(scopes),
        }
    }

    /// The scopes that name a site: those of the people of the site.
    pub fn of_sites(&self) -> Vec<Scope> {
        match self {
            SubmissionScope::Everything => Vec::new(),
            SubmissionScope::Within { scopes, .. } => {
                scopes.iter().filter(|scope| scope.site_key.is_some()).cloned().collect()
            }
            SubmissionScope::Narrowed { member, .. } => member.of_sites(),
        }
    }

    /// Whether the site of a submission is named in the scope.
    pub fn names_site(&self, module: &ModuleSlug, site_key: &str) -> bool {
        self.of_sites().iter().any(|scope| scope.includes(module, site_key))
    }

    /// Whether a submission is within the scope. `sender` is the id of the user who sent it.
    pub fn includes(&self, sender: Option<i64>, module: &ModuleSlug, site_key: &str) -> bool {
        match self {
            SubmissionScope::Everything => true,
            SubmissionScope::Within { own, scopes } => {
                (own.is_some() && *own == sender) || scopes.iter().any(|scope| scope.includes(module, site_key))
            }
            SubmissionScope::Narrowed { member, scopes } => {
                member.includes(sender, module, site_key) && scopes.iter().any(|scope| scope.includes(module, site_key))
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
    fn a_viewer_without_scopes_reaches_nothing() -> Result<(), NotAnId> {
        let none = SubmissionScope::of(Role::Viewer, Vec::new(), 7);
        assert!(none.is_empty());
        assert!(!none.includes(Some(7), &"civil".parse()?, "x") && !none.includes(None, &"civil".parse()?, ""));
        Ok(())
    }

    #[test]
    fn a_token_narrows_what_its_member_reaches_and_never_widens_it() -> Result<(), NotAnId> {
        let (civil, hvac): (ModuleSlug, ModuleSlug) = ("civil".parse()?, "hvac_mep".parse()?);
        let only = |module: &ModuleSlug| vec![Scope { module: Some(module.clone()), site_key: None }];
        let own = SubmissionScope::of(Role::Inspector, Vec::new(), 7).narrowed(only(&civil));
        assert!(own.includes(Some(7), &civil, "x"));
        assert!(!own.includes(Some(7), &hvac, "x") && !own.includes(Some(8), &civil, "x"));
        assert!(own.allows_module(&civil) && !own.allows_module(&hvac));
        let tower = vec![Scope { module: Some(civil.clone()), site_key: Some("tower".to_owned()) }];
        let tower = SubmissionScope::Everything.narrowed(tower);
        assert!(tower.allows_module(&civil) && tower.allows_site(&civil, "tower") && !tower.allows_site(&civil, "x"));
        assert_eq!(SubmissionScope::Everything.narrowed(Vec::new()), SubmissionScope::Everything);
        assert!(SubmissionScope::Everything.allows_module(&hvac));
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
