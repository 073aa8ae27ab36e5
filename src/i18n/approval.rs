//! What the groups of the templates of approval flows are called.

use super::Texts;
use crate::domain::approval::template::GroupTitle;

impl Texts {
    pub fn group_title(self, title: GroupTitle) -> &'static str {
        self.t(match title {
            GroupTitle::Reviewer => "approval-group-reviewer",
            GroupTitle::OperationsManager => "approval-group-operations",
            GroupTitle::BusinessDevelopment => "approval-group-business",
            GroupTitle::Procurement => "approval-group-procurement",
            GroupTitle::GeneralManager => "approval-group-general",
        })
    }
}
