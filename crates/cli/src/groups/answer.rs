//! Sums by group, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Groups, Numbers};
use crate::warnings::Read;

#[derive(Serialize)]
pub(super) struct Answer<'a> {
    keys: &'a [String],
    groups: Vec<Part<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<Rest<'a>>,
    total: Numbers<'a>,
    read: Read,
}

#[derive(Serialize)]
struct Part<'a> {
    key: BTreeMap<&'a str, Option<&'a str>>,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

#[derive(Serialize)]
struct Rest<'a> {
    groups: u64,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(asked: &'a Groups) -> Self {
        let groups = asked.report.groups.iter().map(|group| {
            let values = group.values.iter().map(Option::as_deref);
            Part {
                key: asked.names.iter().map(String::as_str).zip(values).collect(),
                numbers: Numbers(&group.totals),
            }
        });
        Self {
            keys: &asked.names,
            groups: groups.collect(),
            others: asked
                .report
                .others
                .as_ref()
                .map(|others| Rest { groups: others.groups, numbers: Numbers(&others.totals) }),
            total: Numbers(&asked.report.total),
            read: Read::from(&asked.report.scanned),
        }
    }
}
