//! From LiteLLM to price files: what genai-prices lacks.

mod alternative;
mod compare;
mod convert;
mod key;
mod known;
mod multiplier;
mod name;
mod off_peak;
mod picture;
mod rates;
mod zero;

use std::collections::BTreeMap;

use super::conflict::Conflicts;
use super::mode;
use super::report::Report;
use super::schema::{Model, Provider};
use super::source::Entry;
use super::table::{self, Table};
use known::{Known, Listed};
use name::Name;

/// Adds to the providers what LiteLLM has and they lack, and providers that they lack altogether.
///
/// # Errors
///
/// An entry's provider is not in the table, or a number cannot be read.
pub(super) fn add(
    entries: &[Entry],
    providers: &mut Vec<Provider>,
    (table, checked): (&Table, &str),
    report: &mut Report,
    conflicts: &mut Conflicts,
) -> anyhow::Result<()> {
    add_rows(providers, table);
    let all: Vec<Known> = providers.iter().map(|provider| Known::of(provider, providers)).collect();
    let mut groups = Groups::default();
    for (row, entry) in in_order(entries, table, report)? {
        let name = Name::of(entry, row);
        let Some(provider) = providers.iter_mut().find(|provider| provider.id == row.id) else {
            continue;
        };
        if name.is_no_model {
            report.note(
                "LiteLLM's entry is for no model: a class, a commitment, a session",
                &entry.name,
            );
            continue;
        }
        enrich(provider, &name, entry)?;
        groups.add(row, name, entry);
    }
    for group in groups.0 {
        let Some(provider) = providers.iter_mut().find(|provider| provider.id == group.row.id)
        else {
            continue;
        };
        let known = all.iter().find(|known| known.is_of(&provider.id));
        let listed = known.zip(group.name()).and_then(|(known, name)| known.find(name));
        let Some(listed) = listed else {
            provider.models.extend(convert::model(&group, table, checked, report)?);
            continue;
        };
        compare::places(&provider.id, &group, conflicts);
        // What it leaves out of an entry that does not count is of no interest.
        let found = convert::model(&group, table, checked, &mut Report::default())?;
        match (listed, found) {
            (Listed::Own(place, model), Some(found)) => {
                if known::is_finer(model, &found) && model.source == provider.models[place].source {
                    refine(&mut provider.models[place], found);
                    group.note(FINER, report);
                    continue;
                }
                compare::prices(&provider.id, model, &found, (checked, conflicts))?;
            }
            (Listed::Maker(model), Some(found)) if known::differs(model, &found, checked) => {
                provider.models.push(found);
                group.note(OWN_PRICE, report);
                continue;
            }
            _ => {}
        }
        group.note("genai-prices has it, and sources are not mixed", report);
    }
    Ok(())
}

/// Gives a model of genai-prices the prices of LiteLLM. Its names stay.
fn refine(model: &mut Model, found: Model) {
    model.source = found.source;
    model.prices = found.prices;
    model.variants = found.variants;
}

/// The entries of one name of one provider.
struct Group<'a> {
    row: &'a table::Provider,
    /// The first is the one without conditions, if there is one.
    entries: Vec<(Name, &'a Entry)>,
}

impl Group<'_> {
    /// Its name in lower case.
    fn name(&self) -> Option<&str> {
        self.entries.first().map(|(name, _)| name.lower.as_str())
    }

    fn note(&self, why: &str, report: &mut Report) {
        for (_, entry) in &self.entries {
            report.note(why, &entry.name);
        }
    }
}

#[derive(Default)]
struct Groups<'a>(Vec<Group<'a>>, BTreeMap<(&'a str, String), usize>);

impl<'a> Groups<'a> {
    fn add(&mut self, row: &'a table::Provider, name: Name, entry: &'a Entry) {
        let key = (row.id.as_str(), name.lower.clone());
        let index = *self.1.entry(key).or_insert_with(|| {
            self.0.push(Group { row, entries: Vec::new() });
            self.0.len() - 1
        });
        let place = if name.when.is_empty() {
            self.0[index].entries.iter().take_while(|(name, _)| name.when.is_empty()).count()
        } else {
            self.0[index].entries.len()
        };
        self.0[index].entries.insert(place, (name, entry));
    }
}

/// The providers that only the table knows.
fn add_rows(providers: &mut Vec<Provider>, table: &Table) {
    for row in &table.providers {
        if providers.iter().all(|provider| provider.id != row.id) {
            providers.push(Provider {
                id: row.id.clone(),
                name: row.name.clone().unwrap_or_else(|| row.id.clone()),
                semconv: row.semconv.clone(),
                aliases: row.aliases.clone(),
                hosts: row.hosts.clone(),
                ..Provider::default()
            });
        }
    }
}

/// The entries that are wanted, by the order of the table and then of the source, with their provider's row.
fn in_order<'a>(
    entries: &'a [Entry],
    table: &'a Table,
    report: &mut Report,
) -> anyhow::Result<Vec<(&'a table::Provider, &'a Entry)>> {
    let rows = table.rows();
    let mut wanted = Vec::new();
    for entry in entries {
        let Some(litellm) = entry.facts.get("litellm_provider").and_then(|name| name.as_str())
        else {
            report.note("LiteLLM's own alias or table of rules", &entry.name);
            continue;
        };
        if entry.name == "sample_spec" {
            report.note("LiteLLM's description of its own format", &entry.name);
        } else if let Some(why) = table.left_out(litellm) {
            report.note(format!("left out by the table: {litellm}, {why}"), &entry.name);
        } else if let Some(row) = rows.get(litellm) {
            let place = row.litellm.iter().position(|name| name == litellm);
            wanted.push((place, *row, entry));
        } else {
            anyhow::bail!(
                "LiteLLM has the provider `{litellm}` (of `{}`): say in `facts/price-providers.toml` whose it is, or \
                 why it is left out",
                entry.name
            );
        }
    }
    wanted.sort_by_key(|(place, ..)| *place);
    Ok(wanted.into_iter().map(|(_, row, entry)| (row, entry)).collect())
}

/// Facts that do not depend on rates are taken over for models of genai-prices too.
fn enrich(provider: &mut Provider, name: &Name, entry: &Entry) -> anyhow::Result<()> {
    let listed = provider.models.iter_mut().find(|model| model.rule.matches(&name.lower));
    let Some(model): Option<&mut Model> = listed.filter(|_| name.when.is_empty()) else {
        return Ok(());
    };
    for multiplier in multiplier::of(entry)? {
        if model.multipliers.iter().all(|known| known.when != multiplier.when) {
            model.multipliers.push(multiplier);
        }
    }
    let word = entry.facts.get("mode").and_then(|word| word.as_str());
    if let Some(mode) = word.and_then(mode::of_litellm).filter(|mode| *mode != "chat") {
        model.modes = vec![mode];
    }
    Ok(())
}

const FINER: &str =
    "LiteLLM has prices for audio or images that genai-prices lacks, all else is the same";
const OWN_PRICE: &str = "the provider's price differs from that of the maker";
