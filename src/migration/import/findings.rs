//! What a pass found, as a preview for the person who plans the import.

use super::{record::RecordClass, save::Saved};
use crate::domain::migration::{MediaState, RecordKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// Further hosts are counted together, because records can name any number of them.
const MAX_HOSTS: usize = 50;

/// Submissions by module and shape, quarantined records by reason, and photos by location.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    pub modules: BTreeMap<String, BTreeMap<String, u64>>,
    /// By kind and reason.
    pub quarantined: BTreeMap<RecordKind, BTreeMap<String, u64>>,
    /// Photos and signatures on other hosts, by host.
    pub remote_hosts: BTreeMap<String, u64>,
    /// Photos and signatures that a record names and that do not exist.
    pub missing_media: u64,
    /// Bytes of photos and signatures that are copied into the store.
    pub media_bytes: u64,
    /// Bytes of records that are kept in the database.
    pub record_bytes: u64,
}

impl Findings {
    pub(super) fn add(&mut self, saved: &Saved) {
        for verdict in &saved.verdicts {
            self.record_bytes += verdict.kept;
            if let (RecordKind::Submission, Some(module)) = (verdict.kind, &verdict.module) {
                let variant = verdict.variant.clone().unwrap_or_default();
                *self.modules.entry(module.clone()).or_default().entry(variant).or_default() += 1;
            }
            if verdict.class == RecordClass::Quarantined {
                let reason = verdict.reason.clone().unwrap_or_default();
                *self.quarantined.entry(verdict.kind).or_default().entry(reason).or_default() += 1;
            }
        }
        for media in &saved.media {
            self.media_bytes += media.file_size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
            match media.state {
                MediaState::Missing => self.missing_media += 1,
                MediaState::Remote => self.remote(media.place.as_deref().unwrap_or_default()),
                _ => {}
            }
        }
    }

    fn remote(&mut self, address: &str) {
        let host = address.split_once("://").map_or(address, |(_, rest)| rest).split(['/', '?', '#']).next();
        let host = host.unwrap_or_default();
        if self.remote_hosts.len() < MAX_HOSTS || self.remote_hosts.contains_key(host) {
            *self.remote_hosts.entry(host.to_owned()).or_default() += 1;
        }
    }
}
