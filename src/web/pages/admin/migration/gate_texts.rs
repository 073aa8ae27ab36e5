//! The names of gates, and what to do while one is closed.

use crate::{i18n::Texts, migration::phases::GateName};

pub struct GateTexts {
    pub name: &'static str,
    /// What to do while it is closed.
    pub advice: &'static str,
}

pub fn gate(texts: Texts, gate: GateName) -> GateTexts {
    let [name, advice] = match gate {
        GateName::OldStore => ["migration-gate-old-store-name", "migration-gate-old-store-advice"],
        GateName::Outbox => ["migration-gate-outbox-name", "migration-gate-outbox-advice"],
        GateName::Pending => ["migration-gate-pending-name", "migration-gate-pending-advice"],
        GateName::Divergences => ["migration-gate-divergences-name", "migration-gate-divergences-advice"],
        GateName::Quarantine => ["migration-gate-quarantine-name", "migration-gate-quarantine-advice"],
        GateName::Verify => ["migration-gate-verify-name", "migration-gate-verify-advice"],
        GateName::ShadowReads => ["migration-gate-shadow-reads-name", "migration-gate-shadow-reads-advice"],
        GateName::Fallbacks => ["migration-gate-fallbacks-name", "migration-gate-fallbacks-advice"],
        GateName::Age => ["migration-gate-age-name", "migration-gate-age-advice"],
        GateName::Archive => ["migration-gate-archive-name", "migration-gate-archive-advice"],
    }
    .map(|key| texts.t(key));
    GateTexts { name, advice }
}
