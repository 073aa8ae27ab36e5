//! Sentences about what a step back or an archive would write, for the pages that show it before it is done.

use crate::{
    domain::lang::Lang,
    i18n::Texts,
    migration::{archive::PackPlan, phases::BackPlan},
};

pub fn back(plan: &BackPlan, lang: Lang) -> String {
    let texts = Texts::of(lang);
    match plan.submissions {
        0 => texts.t("migration-phase-back-writes-nothing").to_owned(),
        count => sentence("migration-phase-back-writes", count, plan.bytes, plan.free_bytes, plan.fits(), texts),
    }
}

pub fn pack(plan: &PackPlan, lang: Lang) -> String {
    let texts = Texts::of(lang);
    match plan.files {
        0 => texts.t("migration-archive-packs-nothing").to_owned(),
        count => sentence("migration-archive-packs", count, plan.bytes, plan.free_bytes, plan.fits(), texts),
    }
}

fn sentence(key: &str, count: u64, bytes: u64, free: Option<u64>, fits: bool, texts: Texts) -> String {
    let size = |bytes: u64| texts.size(i64::try_from(bytes).unwrap_or(i64::MAX));
    let mut said = texts.with(key, &[("count", count.into()), ("size", size(bytes).into())]);
    if let Some(free) = free {
        let key = if fits { "migration-space-free" } else { "migration-space-missing" };
        said = format!("{said} {}", texts.with(key, &[("free", size(free).into())]));
    }
    said
}
