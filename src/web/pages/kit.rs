//! `/_kit`, in debug builds only: every component of the design system in every state, with the tokens
//! (`docs/design-system.md`). For developers, so its own sentences are in English; `?lang=ar` mirrors it.

use crate::{
    domain::{submission::Status, submission_filter::StatusFilter},
    web::{
        context::RequestContext,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "kit/show.html")]
pub struct KitPage {
    layout: Layout,
    states: Vec<StatusFilter>,
}

/// The colours of `static/css/tokens.css`, each with the text on it.
const COLOURS: &[(&str, &str)] = &[
    ("paper", "ink"),
    ("sheet", "ink"),
    ("sunken", "muted"),
    ("brand", "on-brand"),
    ("brand-soft", "link"),
    ("bad-soft", "bad"),
    ("warn-soft", "warn"),
    ("calm-soft", "calm"),
];

#[get("/_kit")]
pub fn show(context: RequestContext) -> KitPage {
    let states = Status::ALL.iter().map(|status| StatusFilter::of(*status, false));
    KitPage {
        layout: Layout::new(&context, Nav::Elsewhere, "Components"),
        states: states.chain([StatusFilter::of(Status::Completed, true)]).collect(),
    }
}

impl KitPage {
    fn colours(&self) -> &'static [(&'static str, &'static str)] {
        COLOURS
    }
}
