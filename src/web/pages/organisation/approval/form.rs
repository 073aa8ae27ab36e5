//! The form of an approval flow, read into the stages of its template.

use crate::{
    domain::{
        access::Role,
        approval::{
            flow::{AfterReturn, ApprovalFlow, Reviewers, SITE_WORD, StageRule},
            template::FlowTemplate,
        },
        pasted,
    },
    i18n::Texts,
};
use rocket::FromForm;
use std::collections::HashMap;

/// The form. Each value of a group begins with its stage and number: `0.1=Procurement`.
#[derive(FromForm)]
pub struct FlowForm<'r> {
    #[field(default = "")]
    pub template: &'r str,
    #[field(default = "")]
    after_return: &'r str,
    rule: Vec<&'r str>,
    name: Vec<&'r str>,
    who: Vec<&'r str>,
    member: Vec<&'r str>,
    signature: Vec<&'r str>,
    correct: Vec<&'r str>,
    /// The days of a stage by its number.
    due: HashMap<usize, &'r str>,
}

/// The value of a group among those of the form.
fn value_of<'r>(values: &[&'r str], id: &str) -> Option<&'r str> {
    values.iter().find_map(|value| value.strip_prefix(id)?.strip_prefix('='))
}

impl FlowForm<'_> {
    /// The flow of the template with what was typed.
    pub fn flow(&self, template: FlowTemplate, texts: Texts) -> Option<ApprovalFlow> {
        let mut flow = template.flow(|title| texts.group_title(title).to_owned())?;
        flow.after_return = AfterReturn::parse(self.after_return).unwrap_or(flow.after_return);
        for (stage, it) in flow.stages.iter_mut().enumerate() {
            let rule = value_of(&self.rule, &stage.to_string());
            it.rule = rule.and_then(StageRule::parse).unwrap_or(it.rule);
            it.due_days = match self.due.get(&stage).map(|days| days.trim()).unwrap_or_default() {
                "" => None,
                // What is no number is out of range.
                days => Some(pasted::number(days).parse().unwrap_or(u8::MAX)),
            };
            for (group, it) in it.groups.iter_mut().enumerate() {
                let id = format!("{stage}.{group}");
                if let Some(name) = self.typed_name(&id) {
                    it.name = name;
                }
                it.signature = self.signature.contains(&id.as_str());
                it.may_correct = self.correct.contains(&id.as_str());
                it.who = match value_of(&self.who, &id) {
                    Some("members") => {
                        let members = self.member.iter().filter_map(|value| value.strip_prefix(&id)?.strip_prefix('='));
                        Reviewers::Members(members.filter_map(|member| member.parse().ok()).collect())
                    }
                    Some(SITE_WORD) => Reviewers::Site,
                    Some(role) => Role::parse(role).map_or_else(|| it.who.clone(), Reviewers::Role),
                    None => it.who.clone(),
                };
            }
        }
        Some(flow)
    }

    /// The names come in the order of the groups, because a text field cannot carry the number of its group.
    fn typed_name(&self, id: &str) -> Option<String> {
        let ids: Vec<&str> = self.who.iter().filter_map(|who| Some(who.split_once('=')?.0)).collect();
        let at = ids.iter().position(|known| *known == id)?;
        self.name.get(at).map(|name| pasted::name(name))
    }
}
