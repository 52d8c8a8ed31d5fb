//! The facts of the profile `v1.41` agree with the model files of the conventions, where a copy of those
//! (`reference/semconv-model`) stands in a folder beside the workspace. It is not part of the workspace:
//! the facts are.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "this is all test, the functions between too"
)]

#[path = "model/yaml.rs"]
mod yaml;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::facts::{Facts, Profile};

#[test]
fn attributes_have_the_types_of_the_model() {
    let Some(model) = Model::find("attributes_have_the_types_of_the_model") else { return };
    let defined = model.attributes();
    let mut compared = 0;
    for attribute in &model.facts.attributes {
        let Some(name) = attribute.name_in(model.profile()) else { continue };
        let ours = attribute.custom || name.starts_with("genai_otel.");
        match defined.get(name) {
            Some(theirs) => {
                let kind = match theirs.kind.as_str() {
                    "enum" => "string",
                    "boolean" => "bool",
                    kind => kind,
                };
                assert_eq!(attribute.kind_in(model.profile()), kind, "{name}");
                assert!(!ours, "{name} is the model's");
                compared += 1;
            }
            None => assert!(ours || OTHER_CONVENTIONS.contains(&name), "the model has no `{name}`"),
        }
    }
    assert!(compared > 40, "only {compared} attributes compared");
}

#[test]
fn every_attribute_that_spans_refer_to_is_known() {
    let Some(model) = Model::find("every_attribute_that_spans_refer_to_is_known") else { return };
    let known: BTreeSet<&str> = model
        .facts
        .attributes
        .iter()
        .filter_map(|attribute| attribute.name_in(model.profile()))
        .collect();
    let missing: Vec<String> = yaml::references(&model.file("gen-ai/spans.yaml"))
        .into_iter()
        .filter(|name| {
            !name.starts_with("aws.")
                && !name.starts_with("azure.")
                && !known.contains(name.as_str())
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn values_are_those_of_the_model() {
    let Some(model) = Model::find("values_are_those_of_the_model") else { return };
    let defined = model.attributes();
    for vocabulary in &model.facts.enums {
        let name = model.facts.attribute(&vocabulary.attribute).name_in(model.profile()).unwrap();
        if defined[name].kind != "enum" {
            continue;
        }
        let listed = vocabulary
            .values
            .iter()
            .filter(|known| known.origin == "v1_41")
            .map(|known| &known.value);
        assert_eq!(sorted(listed), sorted(&defined[name].members), "{name}");
    }
    let listed = model
        .facts
        .providers
        .iter()
        .filter(|known| known.origin == "v1_41")
        .map(|known| &known.value);
    assert_eq!(sorted(listed), sorted(&defined["gen_ai.provider.name"].members));
    let fixed = model.facts.metrics.iter().filter_map(|metric| Some(&metric.fixed.as_ref()?.value));
    assert_eq!(sorted(fixed), sorted(&defined["gen_ai.token.type"].members));
}

#[test]
fn values_of_the_successor_are_those_of_its_model() {
    let Some(model) = Model::find("values_of_the_successor_are_those_of_its_model") else { return };
    let Ok(text) = fs::read_to_string(
        model.folder.join("genai-06ec68e-2026-10-07/model/gen-ai/registry.yaml"),
    ) else {
        eprintln!("skipped: no model of the GenAI conventions beside the workspace");
        return;
    };
    for (name, ours) in [
        ("operation", values_of(&model.facts, "ModelOperation")),
        (
            "provider",
            model.facts.providers.iter().map(|p| (p.origin.as_str(), p.value.as_str())).collect(),
        ),
    ] {
        for (origin, value) in ours {
            let listed = text.lines().any(|line| {
                line.trim().trim_start_matches("- ").split_once(':').is_some_and(|(key, listed)| {
                    key == "value" && listed.trim().trim_matches(['"', '\'']) == value
                })
            });
            assert_eq!(listed, origin != "ours", "{name} {value}");
        }
    }
}

#[test]
fn metrics_have_the_instruments_units_and_labels_of_the_model() {
    let Some(model) = Model::find("metrics_have_the_instruments_units_and_labels_of_the_model")
    else {
        return;
    };
    let defined = yaml::metrics(&model.file("gen-ai/metrics.yaml"));
    let mut compared = BTreeSet::new();
    for metric in &model.facts.metrics {
        let Some(name) = metric.names.get(&model.profile().key) else { continue };
        let Some(theirs) = defined.get(name) else {
            let ours = name.starts_with("genai_otel.") || COSTS.contains(&name.as_str());
            assert!(ours, "the model has no `{name}`");
            continue;
        };
        let instrument = match (theirs.instrument.as_str(), theirs.value_type.as_str()) {
            ("histogram", "double") => "F64Histogram",
            ("histogram", "int") => "U64Histogram",
            other => panic!("{name}: unexpected {other:?}"),
        };
        assert_eq!(
            (metric.instrument.as_str(), metric.unit.as_str()),
            (instrument, theirs.unit.as_str()),
            "{name}"
        );
        let labels = metric.labels.iter().chain(metric.fixed.iter().map(|fixed| &fixed.attribute));
        let labels =
            labels.map(|label| model.facts.attribute(label).name_in(model.profile()).unwrap());
        let labels = sorted(labels.filter(|label| !EXTRA_LABELS.contains(label)));
        assert_eq!(labels, sorted(&theirs.attributes), "{name}");
        compared.insert(name);
    }
    let client = defined.keys().filter(|name| name.starts_with("gen_ai.client."));
    assert_eq!(sorted(compared), sorted(client));
}

#[test]
fn boundaries_are_those_of_the_conventions() {
    let Some(model) = Model::find("boundaries_are_those_of_the_conventions") else { return };
    let Ok(text) = fs::read_to_string(model.folder.join("../semconv.md")) else {
        eprintln!("skipped: no table of boundaries beside the model");
        return;
    };
    for (letter, name) in [("D", "duration"), ("T", "tokens"), ("A", "agent"), ("W", "workflow")] {
        let row =
            text.lines().find_map(|line| line.strip_prefix(&format!("| {letter} | "))).unwrap();
        let bounds =
            row.trim_end_matches([' ', '|']).split(' ').map(|bound| bound.parse().unwrap());
        assert_eq!(bounds.collect::<Vec<f64>>(), model.facts.buckets[name], "{name}");
    }
}

/// The facts and the model files to compare them with.
struct Model {
    facts: Facts,
    folder: PathBuf,
}

impl Model {
    /// Nothing, said aloud, where there is no copy of the model.
    fn find(test: &str) -> Option<Self> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let beside = fs::read_dir(package.ancestors().nth(3)?).ok()?;
        let folder = beside
            .filter_map(|entry| Some(entry.ok()?.path().join("reference/semconv-model")))
            .find(|folder| folder.join(V1_41).is_dir());
        match folder {
            Some(folder) => {
                Some(Self { facts: Facts::read(&package.join("facts")).unwrap(), folder })
            }
            None => {
                eprintln!(
                    "skipped: {test}: no `reference/semconv-model` in a folder beside the workspace"
                );
                None
            }
        }
    }

    fn profile(&self) -> &Profile {
        self.facts.profiles.iter().find(|profile| profile.key == "v1_41").unwrap()
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(V1_41).join(name)).unwrap()
    }

    fn attributes(&self) -> std::collections::BTreeMap<String, yaml::Attribute> {
        let mut defined = yaml::attributes(&self.file("gen-ai/registry.yaml"));
        defined.append(&mut yaml::attributes(&self.file("mcp/registry.yaml")));
        defined.append(&mut yaml::attributes(&self.file("openai/registry.yaml")));
        defined
    }
}

fn values_of<'a>(facts: &'a Facts, name: &str) -> Vec<(&'a str, &'a str)> {
    let vocabulary = facts.enums.iter().find(|vocabulary| vocabulary.name == name).unwrap();
    vocabulary.values.iter().map(|known| (known.origin.as_str(), known.value.as_str())).collect()
}

fn sorted<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Vec<String> {
    let mut values: Vec<String> =
        values.into_iter().map(|value| value.as_ref().to_owned()).collect();
    values.sort();
    values.dedup();
    values
}

const V1_41: &str = "core-v1.41.1/model";

/// Attributes of conventions other than GenAI's, which the model files at hand do not define.
const OTHER_CONVENTIONS: [&str; 8] = [
    "error.type",
    "http.response.status_code",
    "jsonrpc.request.id",
    "rpc.response.status_code",
    "server.address",
    "server.port",
    "user.id",
    "session.id",
];

/// Names of costs that readers want, and no convention has.
const COSTS: [&str; 2] = ["gen_ai.usage.cost", "operation.cost"];

/// Labels that we add to the conventions' metrics when they are set.
const EXTRA_LABELS: [&str; 2] = ["gen_ai.agent.name", "genai_otel.team.id"];
