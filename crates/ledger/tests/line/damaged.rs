//! Lines that are not understood say why.

use genai_otel_ledger::Line;

use crate::line;

#[track_caller]
fn assert_reason(line: impl AsRef<[u8]>, reason: &str) {
    assert_eq!(Line::read(line.as_ref()).err().as_deref(), Some(reason));
}

fn with(members: &str) -> String {
    format!("{{\"timestamp\":\"2026-01-01T00:00:00Z\",{members}}}")
}

#[test]
fn a_line_that_was_changed() {
    let good = line(r#""v":1,"timestamp":"2026-01-01T00:00:00Z","cost":1"#);
    assert!(Line::read(good.as_bytes()).is_ok());
    let broken = "its checksum does not hold: it was changed after it was written";
    assert_reason(good.replace("\"cost\":1", "\"cost\":2"), broken);
    assert_reason(&good[..good.len() / 2], broken);
    assert_reason(&good[..15], broken);
    // Without the whole prefix it is told as what it is.
    assert_reason(&good[..12], "EOF while parsing a value at column 12");
    let unsealed = "it has a `v`, and does not begin with its checksum: its beginning is damaged";
    assert_reason(good.replace("{\"checksum\"", "{\"checksun\""), unsealed);
    assert_reason(good.replace("{\"checksum\"", "{ \"checksum\""), unsealed);
    assert_reason(with(r#""v":1"#), unsealed);
    let gap = r#"{"v":1,"timestamp":"2026-01-01T00:00:00Z","gap":{"refused":1}}"#;
    assert_reason(gap, unsealed);
}

#[test]
fn a_line_whose_checksum_was_taken_off_is_read_as_those_of_others() {
    let good = line(r#""v":1,"timestamp":"2026-01-01T00:00:00Z","cost":1"#);
    let (_, rest) = good.split_once(',').unwrap();
    assert_eq!(Line::read(format!("{{{rest}").as_bytes()), Line::read(good.as_bytes()));
}

#[test]
fn what_is_no_object() {
    assert_reason("", "EOF while parsing a value at column 0");
    assert_reason("hello", "expected value at column 1");
    assert_reason("[1]", "invalid type: sequence, expected an object at column 0");
    assert_reason(r#"{"model":"gpt"#, "EOF while parsing a string at column 13");
    assert_reason(with(r#""a":1"#) + " {}", "trailing characters at column 44");
    assert_reason(with(r#""a":NaN"#), "expected value at column 41");
    assert_reason(b"{\"model\":\"\xff\"}", "not UTF-8 at byte 11");
    assert_reason(
        "{\"model\":\"a\tb\"}",
        "control character (\\u0000-\\u001F) found while parsing a string at column 11",
    );
}

#[test]
fn a_line_without_a_moment() {
    assert_reason("{}", "`timestamp`: there is none");
    assert_reason(r#"{"timestamp":null}"#, "`timestamp`: there is none");
    let expected = "expected a moment such as `2026-11-29T22:37:05.123456789Z`";
    assert_reason(
        r#"{"timestamp":"yesterday"}"#,
        &format!("`timestamp`: {expected}, found `\"yesterday\"`"),
    );
    assert_reason(
        r#"{"timestamp":1764455825}"#,
        "`timestamp`: expected a text, found `1764455825`",
    );
}

#[test]
fn a_value_of_another_kind() {
    for (members, reason) in [
        (r#""model":7"#, "`model`: expected a text, found `7`"),
        (
            r#""input_tokens":"12""#,
            "`input_tokens`: expected a whole number that is not negative and not too large, found `\"12\"`",
        ),
        (
            r#""input_tokens":-1"#,
            "`input_tokens`: expected a whole number that is not negative and not too large, found `-1`",
        ),
        (
            r#""input_tokens":1.5"#,
            "`input_tokens`: expected a whole number that is not negative and not too large, found `1.5`",
        ),
        (
            r#""input_tokens":1e-30"#,
            "`input_tokens`: expected a whole number that is not negative and not too large, found `1e-30`",
        ),
        (
            r#""timestamp":"2026-11-29T10:00:00[Europe/Berlin]""#,
            "`timestamp`: expected a moment such as `2026-11-29T22:37:05.123456789Z`, found `\"2026-11-29T10:00:00[Europe/Berlin]\"`",
        ),
        (r#""cost":"0.5""#, "`cost`: expected an amount of money, found `\"0.5\"`"),
        (r#""cost":1e400"#, "`cost`: expected an amount of money, found `1e400`"),
        (
            r#""currency":"dollars""#,
            "`currency`: expected the three letters of a currency, found `\"dollars\"`",
        ),
        (
            r#""status":"fine""#,
            "`status`: expected one of `success`, `error`, `timeout`, `cancelled`, `abandoned`, `panicked`, found `\"fine\"`",
        ),
        (
            r#""latency_ms":-3"#,
            "`latency_ms`: expected milliseconds, not negative and not too many, found `-3`",
        ),
        (r#""cache_hit":1"#, "`cache_hit`: expected true or false, found `1`"),
        (
            r#""temperature":1e999"#,
            "`temperature`: expected a number that is not too large, found `1e999`",
        ),
        (
            r#""finish_reasons":"stop""#,
            "`finish_reasons`: expected a list of texts, found `\"stop\"`",
        ),
        (r#""metadata":[1]"#, "`metadata`: expected an object, found `[1]`"),
        (
            r#""server_port":70000"#,
            "`server_port`: expected a whole number that is not negative and not too large, found `70000`",
        ),
        (
            r#""user_id":"\ud800""#,
            "`user_id`: expected a text: unexpected end of hex escape at column 8",
        ),
        (r#""cost":1,"cost_basis":{}"#, "`cost_basis`: missing field `provider` at column 2"),
        (
            r#""attempt_list":[{},{"cost":"x"}]"#,
            "`attempt_list`: number 2: `cost`: expected an amount of money, found `\"x\"`",
        ),
        (r#""gap":{}"#, "`gap`: it does not say how many calls were `refused`"),
    ] {
        assert_reason(with(members), reason);
    }
}

#[test]
fn a_value_that_is_long_is_told_by_its_beginning() {
    let long = format!("\"{}\"", "é".repeat(100));
    let shown = "é".repeat(39);
    assert_reason(
        with(&format!("\"cost\":{long}")),
        &format!("`cost`: expected an amount of money, found `\"{shown}...`"),
    );
}
