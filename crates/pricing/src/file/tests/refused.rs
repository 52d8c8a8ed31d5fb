//! What is refused in a file and in a provider.

use crate::file::{Format, PriceFileError, read_providers};

/// The text has a `¦` before what is wrong.
#[track_caller]
pub(super) fn assert_refused(marked: &str, format: Format, message: &str) {
    let (before, _) = marked.split_once('¦').unwrap();
    let (line, column) = (before.split('\n').count(), before.split('\n').next_back().unwrap());
    let column = column.chars().count() + 1;
    let error = read_providers(&marked.replace('¦', ""), format, "p").unwrap_err();
    assert_eq!(error.to_string(), format!("p:{line}:{column}: {message}"), "in {marked}");
    assert_eq!((error.file(), error.line(), error.column()), ("p", Some(line), Some(column)));
}

#[track_caller]
fn refuse(json: &str, toml: &str, message: &str) {
    assert_refused(json, Format::Json, message);
    assert_refused(toml, Format::Toml, message);
}

#[test]
fn what_is_no_json_or_toml() {
    assert_refused("{\"schema\": 1,¦}", Format::Json, "key must be a string");
    assert_refused("¦", Format::Json, "EOF while parsing a value");
    assert_refused("{\"schema\": 1}\n ¦x", Format::Json, "trailing characters");
    assert_refused(
        "{\"schema\": 1,\n\"providers\": \"é\\ud800¦\"}",
        Format::Json,
        "unexpected end of hex escape",
    );
    assert_refused("schema = 1\nname¦\n", Format::Toml, "key with no value, expected `=`");
    assert_refused("schema = 1\n¦schema = 1\n", Format::Toml, "duplicate key");
}

#[test]
fn a_schema_of_another_number() {
    refuse(
        "{\"schema\": ¦2}",
        "schema = ¦2",
        "`schema`: schema 2 is unknown; this version reads schema 1",
    );
    refuse(
        "{\"schema\": ¦\"1\"}",
        "schema = ¦\"1\"",
        "`schema`: is text, but must be a whole number",
    );
    refuse("¦{\"providers\": []}", "¦providers = []", "`schema`: is missing; write `1`");
}

#[test]
fn keys_that_are_unknown_or_stand_twice() {
    refuse(
        "{\"schema\": 1,\n ¦\"provider\": []}",
        "schema = 1\n¦provider = []",
        "`provider`: is unknown; there can be `schema`, `version`, `sources`, `providers`",
    );
    assert_refused("{\"schema\": 1, ¦\"schema\": 1}", Format::Json, "`schema` stands here twice");
}

#[test]
fn values_of_another_type() {
    assert_refused("¦[]", Format::Json, "is a list, but must be a table");
    refuse(
        "{\"schema\": 1, \"providers\": ¦{}}",
        "schema = 1\nproviders = ¦{}",
        "`providers`: is a table, but must be a list",
    );
    refuse(
        "{\"schema\": 1, \"providers\": [{\"id\": \"x\", \"semconv\": [¦1]}]}",
        "schema = 1\nproviders = [{ id = \"x\", semconv = [¦1] }]",
        "provider `x`: `semconv[0]`: is a number, but must be text",
    );
}

#[test]
fn values_too_deep_in_each_other() {
    let (open, close) = ("[".repeat(39), "]".repeat(40));
    refuse(
        &format!("{{\"schema\": 1, \"providers\": [{open}¦[{close}]}}"),
        &format!("schema = 1\nproviders = [{open}¦[{close}]"),
        "values stand in each other more than 40 deep",
    );
}

#[test]
fn ids_that_are_missing_malformed_or_stand_twice() {
    assert_refused(
        "{\"schema\": 1, \"providers\": [¦{}]}",
        Format::Json,
        "`providers[0].id`: is missing; write an id such as `\"openai\"`",
    );
    assert_refused(
        "schema = 1\n¦[[providers]]\nname = \"x\"",
        Format::Toml,
        "`providers[0].id`: is missing; write an id such as `\"openai\"`",
    );
    refuse(
        "{\"schema\": 1, \"providers\": [{\"id\": ¦\"a/b\"}]}",
        "schema = 1\nproviders = [{ id = ¦\"a/b\" }]",
        "`providers[0].id`: `a/b` must be without spaces, slashes and colons, such as `x-ai`",
    );
    refuse(
        "{\"schema\": 1, \"providers\": [{\"id\": \"a\"}, {\"id\": ¦\"A\"}]}",
        "schema = 1\nproviders = [{ id = \"a\" }, { id = ¦\"A\" }]",
        "`providers[1].id`: `a` stands here twice",
    );
    refuse(
        "{\"schema\": 1, \"providers\": [{\"id\": \"a\", \"models\": [¦{}]}]}",
        "schema = 1\nproviders = [{ id = \"a\", models = [¦{}] }]",
        "provider `a`: `models[0].id`: is missing; write an id such as `\"gpt-4o\"`",
    );
    let (json, toml) = (
        "\"prices\": [{\"rates\": {\"images\": \"1\"}}]",
        "prices = [{ rates = { images = \"1\" } }]",
    );
    refuse(
        &format!(
            "{{\"schema\": 1, \"providers\": [{{\"id\": \"a\", \"models\": [{{\"id\": \"m\", {json}}}, {{\"id\": ¦\"M\", {json}}}]}}]}}"
        ),
        &format!(
            "schema = 1\nproviders = [{{ id = \"a\", models = [{{ id = \"m\", {toml} }}, {{ id = ¦\"M\", {toml} }}] }}]"
        ),
        "provider `a`: `models[1].id`: `m` stands here twice",
    );
}

#[test]
fn a_provider_that_falls_back_to_itself() {
    refuse(
        "{\"schema\": 1, \"providers\": [{\"id\": \"a\", \"fallback\": [¦\"A\"]}]}",
        "schema = 1\nproviders = [{ id = \"a\", fallback = [¦\"A\"] }]",
        "provider `a`: `fallback[0]`: `a` is the provider itself",
    );
}

#[test]
fn columns_count_characters_and_not_the_mark_before_the_text() {
    assert_refused(
        "{\"schema\": 1, \"version\": \"ééé\", ¦\"x\": 1}",
        Format::Json,
        "`x`: is unknown; there can be `schema`, `version`, `sources`, `providers`",
    );
    for (text, format) in [("\u{feff}{\"x\": 1}", Format::Json), ("\u{feff}x = 1", Format::Toml)] {
        let error = read_providers(text, format, "p").unwrap_err();
        let column = if format == Format::Json { 2 } else { 1 };
        assert_eq!((error.line(), error.column()), (Some(1), Some(column)), "{error}");
    }
}

#[test]
fn an_error_says_its_parts() {
    let text = "{\"schema\": 1, \"providers\": [{\"id\": \"x\", \"models\": [{\"id\": \"m\"}]}]}";
    let error: PriceFileError = read_providers(text, Format::Json, "p").unwrap_err();
    assert_eq!((error.model(), error.field()), (Some("m"), "prices"));
    assert_eq!(
        error.to_string(),
        "p:1:52: model `m`: `prices`: is missing; write a list of prices"
    );
}
