//! What is refused in a model: every kind of error, with its place, in both notations.

use super::refused::assert_refused;
use crate::file::Format;

/// The second line of a JSON file and the sixth of a TOML file, each with a `¦` before what is wrong; and the message.
#[track_caller]
fn refuse(json: &str, toml: &str, message: &str) {
    let message = format!("model `m`: {message}");
    let json = format!(
        "{{\"schema\": 1, \"providers\": [{{\"id\": \"x\", \"models\": [{{\"id\": \"m\",\n{json}}}]}}]}}"
    );
    assert_refused(&json, Format::Json, &message);
    let toml =
        format!("schema = 1\n[[providers]]\nid = \"x\"\n[[providers.models]]\nid = \"m\"\n{toml}");
    assert_refused(&toml, Format::Toml, &message);
}

/// The same with rates for prices.
#[track_caller]
fn refuse_rates(json: &str, toml: &str, message: &str) {
    let message = format!("`prices[0].rates{message}");
    refuse(
        &format!("\"prices\": [{{\"rates\": {{{json}}}}}]"),
        &format!("prices = [{{ rates = {{{toml}}} }}]"),
        &message,
    );
}

/// The same after prices for input tokens and audio.
#[track_caller]
fn refuse_with_prices(json: &str, toml: &str, message: &str) {
    refuse(
        &format!(
            "\"prices\": [{{\"rates\": {{\"input_tokens\": \"1\", \"audio_seconds\": \"1\"}}}}],\n{json}"
        ),
        &format!(
            "prices = [{{ rates = {{ input_tokens = \"1\", audio_seconds = \"1\" }} }}]\n{toml}"
        ),
        message,
    );
}

#[test]
fn a_rate_that_is_no_price() {
    for (text, problem) in [
        ("\"-1\"", "`-1` is negative"),
        ("-0.5", "`-0.5` is negative"),
        ("\"1,5\"", "`1,5` is no decimal number such as `2.5` or `7.5e-05`"),
        ("\"NaN\"", "`NaN` is no decimal number such as `2.5` or `7.5e-05`"),
        ("\"\"", "`` is no decimal number such as `2.5` or `7.5e-05`"),
        ("\"10000000\"", "`10000000` is too large"),
        ("1e30", "`1e30` is too large"),
        ("true", "is true or false, but must be a decimal number as text, such as `\"2.5\"`"),
        ("[1]", "is a list, but must be a decimal number as text, such as `\"2.5\"`"),
    ] {
        refuse_rates(
            &format!("\"input_tokens\": ¦{text}"),
            &format!("input_tokens = ¦{text}"),
            &format!(".input_tokens`: {problem}"),
        );
    }
}

#[test]
fn a_unit_that_does_not_exist() {
    refuse_rates(
        "¦\"input_mtok\": \"1\"",
        "¦input_mtok = \"1\"",
        ".input_mtok`: there is no unit `input_mtok`; units are such as `input_tokens`",
    );
}

#[test]
fn rates_without_any() {
    refuse(
        "\"prices\": [{\"rates\": ¦{}}]",
        "prices = [{ rates = ¦{} }]",
        "`prices[0].rates`: is empty; write at least one rate, such as `input_tokens`",
    );
}

#[test]
fn tiers_that_do_not_ascend() {
    refuse_rates(
        "\"input_tokens\": {\"base\": \"1\", \"tiers\": [{\"over\": 2, \"price\": \"1\"}, {\"over\": ¦2, \"price\": \"1\"}]}",
        "input_tokens = {base = \"1\", tiers = [{over = 2, price = \"1\"}, {over = ¦2, price = \"1\"}]}",
        ".input_tokens.tiers[1].over`: tiers must ascend: 2 does not exceed 2",
    );
    refuse_rates(
        "\"input_tokens\": {\"base\": \"1\", \"tiers\": [{\"over\": ¦2.5, \"price\": \"1\"}]}",
        "input_tokens = {base = \"1\", tiers = [{over = ¦2.5, price = \"1\"}]}",
        ".input_tokens.tiers[0].over`: `2.5` is no whole number of zero or more",
    );
}

#[test]
fn a_part_whose_whole_has_no_rate() {
    refuse(
        "\"prices\": [¦{\"rates\": {\"cache_read_tokens\": \"1\", \"output_tokens\": \"2\"}}]",
        "prices = [¦{ rates = { cache_read_tokens = \"1\", output_tokens = \"2\" } }]",
        "`prices[0].rates`: `cache_read_tokens` is part of `input_tokens`, which has no rate; add one",
    );
}

#[test]
fn an_overlap_without_a_rate() {
    refuse(
        "\"prices\": [¦{\"rates\": {\"input_tokens\": \"1\", \"cache_read_tokens\": \"1\", \"input_audio_tokens\": \"2\"}}]",
        "prices = [¦{ rates = { input_tokens = \"1\", cache_read_tokens = \"1\", input_audio_tokens = \"2\" } }]",
        "`prices[0].rates`: `cache_read_tokens` and `input_audio_tokens` overlap, so `cache_audio_read_tokens` needs a \
         rate; add one",
    );
}

#[test]
fn a_variant_after_which_a_count_has_no_rate() {
    refuse_with_prices(
        "\"variants\": [¦{\"when\": {\"processing\": \"batch\"}, \"rates\": {\"output_audio_tokens\": \"1\"}}]",
        "variants = [¦{ when = { processing = \"batch\" }, rates = { output_audio_tokens = \"1\" } }]",
        "`variants[0].rates`: `output_audio_tokens` is part of `output_tokens`, which has no rate; add one",
    );
    // Each is whole by itself, but a call can be of both.
    refuse_with_prices(
        "\"variants\": [{\"when\": {\"a\": \"1\"}, \"rates\": {\"cache_read_tokens\": \"1\"}},\n\
         ¦{\"when\": {\"b\": \"1\"}, \"rates\": {\"input_audio_tokens\": \"1\"}}]",
        "variants = [{ when = { a = \"1\" }, rates = { cache_read_tokens = \"1\" } },\n\
         ¦{ when = { b = \"1\" }, rates = { input_audio_tokens = \"1\" } }]",
        "`variants[1].rates`: `cache_read_tokens` and `input_audio_tokens` overlap, so `cache_audio_read_tokens` needs \
         a rate; add one",
    );
}

#[test]
fn prices_that_are_missing() {
    refuse("\"prices\": ¦[]", "prices = ¦[]", "`prices`: is empty; write at least one entry");
    refuse(
        "\"prices\": [¦{}]",
        "prices = [¦{}]",
        "`prices[0].rates`: is missing; write a table of rates by unit",
    );
}

#[test]
fn prices_that_never_count() {
    let message = "never counts: `prices[1]` holds whenever this does; give that a later `from`, or remove this";
    let message = format!("`prices[0]`: {message}");
    for (json, toml) in [
        ("", ""),
        ("\"from\": \"2026-01-01\", ", "from = \"2026-01-01\", "),
        (
            "\"daily\": {\"from\": \"00:00\", \"until\": \"12:00\"}, ",
            "daily = { from = \"00:00\", until = \"12:00\" }, ",
        ),
    ] {
        refuse(
            &format!(
                "\"prices\": [¦{{{json}\"rates\": {{\"images\": \"1\"}}}}, {{\"rates\": {{\"images\": \"2\"}}}}]"
            ),
            &format!(
                "prices = [¦{{ {toml}rates = {{ images = \"1\" }} }}, {{ rates = {{ images = \"2\" }} }}]"
            ),
            &message,
        );
    }
}

#[test]
fn a_variant_that_never_counts() {
    refuse_with_prices(
        "\"variants\": [{\"when\": {\"a\": \"1\"}, \"rates\": {\"input_tokens\": \"1\"}},\n\
         ¦{\"when\": {\"a\": \"1\", \"b\": \"1\"}, \"from\": \"2026-01-01\", \"rates\": {\"input_tokens\": \"2\"}}]",
        "variants = [{ when = { a = \"1\" }, rates = { input_tokens = \"1\" } },\n\
         ¦{ when = { a = \"1\", b = \"1\" }, from = \"2026-01-01\", rates = { input_tokens = \"2\" } }]",
        "`variants[1]`: never counts: `variants[0]` holds whenever this does; give that a later `from`, or remove this",
    );
}

#[test]
fn dates_and_times_of_day_that_are_none() {
    refuse(
        "\"prices\": [{\"from\": ¦\"2026-02-30\", \"rates\": {\"images\": \"1\"}}]",
        "prices = [{ from = ¦\"2026-02-30\", rates = { images = \"1\" } }]",
        "`prices[0].from`: `2026-02-30` is no date such as `2026-11-29`",
    );
    for (from, until, place, problem) in [
        ("24:00", "12:00", "from", "`24:00` is no time of day in UTC such as `16:30`"),
        ("1:30", "12:00", "from", "`1:30` is no time of day in UTC such as `16:30`"),
        ("noon", "12:00", "from", "`noon` is no time of day in UTC such as `16:30`"),
    ] {
        refuse(
            &format!(
                "\"prices\": [{{\"daily\": {{\"from\": ¦\"{from}\", \"until\": \"{until}\"}}, \"rates\": {{\"images\": \"1\"}}}}]"
            ),
            &format!(
                "prices = [{{ daily = {{ from = ¦\"{from}\", until = \"{until}\" }}, rates = {{ images = \"1\" }} }}]"
            ),
            &format!("`prices[0].daily.{place}`: {problem}"),
        );
    }
    refuse(
        "\"prices\": [{\"daily\": ¦{\"from\": \"12:00\", \"until\": \"12:00\"}, \"rates\": {\"images\": \"1\"}}]",
        "prices = [{ daily = ¦{ from = \"12:00\", until = \"12:00\" }, rates = { images = \"1\" } }]",
        "`prices[0].daily`: the interval is empty; `until` is when it no longer holds",
    );
}

#[test]
fn conditions_that_say_nothing_or_contradict() {
    let variant = |json: &str, toml: &str, message: &str| {
        refuse_with_prices(
            &format!("\"multipliers\": [{{\"when\": {json}, \"times\": \"1\"}}]"),
            &format!("multipliers = [{{ when = {toml}, times = \"1\" }}]"),
            &format!("`multipliers[0].when{message}"),
        );
    };
    variant(
        "¦{}",
        "¦{}",
        "`: is empty; write at least one condition, such as `processing` = `batch`",
    );
    variant(
        "{\"A\": \"1\", ¦\"a\": \"1\"}",
        "{ A = \"1\", ¦a = \"1\" }",
        ".a`: `a` stands here twice",
    );
    variant("{¦\" \": \"1\"}", "{ ¦\" \" = \"1\" }", ". `: `` is empty");
    variant("{\"a\": ¦\"\"}", "{ a = ¦\"\" }", ".a`: `` is empty");
    let many =
        |colon: &str| (10..26).map(|n| format!("\"{n}\"{colon} \"1\", ")).collect::<String>();
    variant(
        &format!("{{{}¦\"a\": \"1\"}}", many(":")),
        &format!("{{ {}¦a = \"1\" }}", many(" =")),
        ".a`: has more than 16 entries",
    );
}

#[test]
fn factors_that_are_none() {
    for (times, problem) in [
        ("0", "must be above zero in its first nine decimals"),
        ("0.0000000001", "must be above zero in its first nine decimals"),
        ("1.0000000001", "has more than nine decimals"),
        ("1001", "is too large; factors end at 1000"),
        ("-1.1", "is negative"),
    ] {
        refuse_with_prices(
            &format!("\"multipliers\": [{{\"when\": {{\"a\": \"b\"}}, \"times\": ¦\"{times}\"}}]"),
            &format!("multipliers = [{{ when = {{ a = \"b\" }}, times = ¦\"{times}\" }}]"),
            &format!("`multipliers[0].times`: `{times}` {problem}"),
        );
    }
}

#[test]
fn lists_without_an_end() {
    let json = "{\"when\": {\"a\": \"b\"}, \"times\": \"1\"},".repeat(101);
    refuse_with_prices(
        &format!("\"multipliers\": ¦[{}]", json.trim_end_matches(',')),
        &format!("multipliers = ¦[{}]", "{ when = { a = \"b\" }, times = \"1\" },".repeat(101)),
        "`multipliers`: has more than 100 entries",
    );
}

#[test]
fn minimums_that_are_none() {
    for (unit, least, problem) in [
        ("input_tokens", "0", "must be above zero"),
        ("input_tokens", "1.5", "is no whole number"),
        ("audio_seconds", "0.0000000001", "has more than nine decimals"),
        ("audio_seconds", "-1", "is negative"),
    ] {
        refuse_with_prices(
            &format!("\"minimums\": {{\"{unit}\": ¦{least}}}"),
            &format!("minimums = {{ {unit} = ¦{least} }}"),
            &format!("`minimums.{unit}`: `{least}` {problem}"),
        );
    }
    refuse_with_prices(
        "\"minimums\": {¦\"images\": 1}",
        "minimums = { ¦images = 1 }",
        "`minimums.images`: `images` has no rate in any of the prices; add one, or remove the minimum",
    );
}

#[test]
fn rules_that_are_none() {
    for (json, toml, message) in [
        ("¦{}", "¦{}", "`: a rule without a key means nothing; write `equals`"),
        (
            "¦{\"equals\": \"a\", \"contains\": \"b\"}",
            "¦{ equals = \"a\", contains = \"b\" }",
            "`: a rule has one key; put several rules into `or` or `and`",
        ),
        ("¦1", "¦1", "`: is a number, but must be a rule such as `{ equals = \"gpt-4o\" }`"),
        (
            "{¦\"regex\": \"a\"}",
            "{ ¦regex = \"a\" }",
            ".regex`: is unknown; there can be `equals`, `starts_with`, `ends_with`, `contains`, `form`, `or`, `and`, \
             `not`",
        ),
        ("{\"or\": ¦[]}", "{ or = ¦[] }", ".or`: is empty; write at least one rule"),
        ("{\"starts_with\": ¦\"\"}", "{ starts_with = ¦\"\" }", ".starts_with`: `` is empty"),
        (
            "{\"not\": {\"form\": ¦\"a*b\"}}",
            "{ not = { form = ¦\"a*b\" } }",
            ".not.form`: `a*b` has a `*` before its end; only the last character can be one",
        ),
        (
            "{\"form\": ¦\"*\"}",
            "{ form = ¦\"*\" }",
            ".form`: `*` means all names; write what they begin with",
        ),
        (
            "{\"form\": ¦\"gpt\"}",
            "{ form = ¦\"gpt\" }",
            ".form`: `gpt` has neither `#` nor a `*` at its end; write `equals`",
        ),
    ] {
        refuse_with_prices(
            &format!("\"rule\": {json}"),
            &format!("rule = {toml}"),
            &format!("`rule{message}"),
        );
    }
}

#[test]
fn what_people_read_of_a_model() {
    let known = "`chat`, `embedding`, `rerank`, `image`, `video`, `transcription`, `speech`, `realtime`, `ocr`, \
                 `search`, `moderation`, `other`";
    for (json, toml, message) in [
        (
            "\"modes\": [¦\"talk\"]",
            "modes = [¦\"talk\"]",
            format!("`modes[0]`: there is no mode `talk`; there are {known}"),
        ),
        (
            "\"currency\": ¦\"DEM\"",
            "currency = ¦\"DEM\"",
            "`currency`: `DEM` is no currency of ISO 4217 in use, such as `USD`".to_owned(),
        ),
        (
            "\"context_window\": ¦0",
            "context_window = ¦0",
            "`context_window`: `0` must be above zero".to_owned(),
        ),
        (
            "\"deprecated\": ¦\"yes\"",
            "deprecated = ¦\"yes\"",
            "`deprecated`: is text, but must be true or false".to_owned(),
        ),
        ("\"comment\": ¦1", "comment = ¦1", "`comment`: is a number, but must be text".to_owned()),
        (
            "\"name\": ¦\" GPT\"",
            "name = ¦\" GPT\"",
            "`name`: ` GPT` has spaces around it".to_owned(),
        ),
        (
            "\"source\": ¦\"a\\nb\"",
            "source = ¦\"a\\nb\"",
            "`source`: `a\u{fffd}b` has characters that do not show".to_owned(),
        ),
    ] {
        refuse_with_prices(json, toml, &message);
    }
    let long = "x".repeat(513);
    refuse_with_prices(
        &format!("\"name\": ¦\"{long}\""),
        &format!("name = ¦\"{long}\""),
        &format!("`name`: `{}` is longer than 512 bytes", &long[..64]),
    );
}
