use proptest::prelude::*;
use serde_json::{Value, json};

use crate::framing::Framing;
use crate::framing::collected::{collect, collect_split, data_of};

fn frames(body: &str) -> String {
    let whole = collect(Framing::Values, body.as_bytes());
    for at in 0..=body.len() {
        assert_eq!(collect_split(Framing::Values, body.as_bytes(), &[at]), whole, "split at {at}");
    }
    let all: Vec<usize> = (0..body.len()).collect();
    assert_eq!(collect_split(Framing::Values, body.as_bytes(), &all), whole, "byte by byte");
    whole
}

#[test]
fn elements_of_an_array_are_frames() {
    assert_eq!(
        frames("[{\"a\": [1, {}]}\n,\r\n{\"b\":\"}],[{\\\"\\\\\"}, [[]],\"x\\\"]\",1 ,null]\n"),
        "{\"a\": [1, {}]}\n{\"b\":\"}],[{\\\"\\\\\"}\n[[]]\n\"x\\\"]\"\n1\nnull\n"
    );
    assert_eq!(frames("[]"), "");
    assert_eq!(frames("[ ] \n"), "");
    assert_eq!(frames(""), "");
}

#[test]
fn an_object_in_place_of_an_array_is_a_frame() {
    let error = "{\n  \"error\": {\n    \"code\": 400\n  }\n}";
    assert_eq!(frames(&format!("{error}\n")), error.replace('\n', "\\n") + "\n");
}

#[test]
fn values_one_after_another_are_frames() {
    assert_eq!(
        frames("{\"a\":1}{\"b\":2}\n[3]\n\n4 \"5\"true"),
        "{\"a\":1}\n{\"b\":2}\n[3]\n4\n\"5\"\ntrue\n"
    );
}

#[test]
fn what_the_end_cuts_off_is_told_as_cut() {
    assert_eq!(frames("[{\"a\":1},{\"b"), "{\"a\":1}\n{\"b !Cut\n!Cut\n");
    assert_eq!(frames("[{\"a\":1},"), "{\"a\":1}\n!Cut\n");
    assert_eq!(frames("[{\"a\":1}, 2"), "{\"a\":1}\n2 !Cut\n!Cut\n");
    assert_eq!(frames("["), "!Cut\n");
    assert_eq!(frames("{\"a\":\"\\"), "{\"a\":\"\\ !Cut\n!Cut\n");
}

#[test]
fn nothing_is_read_behind_the_array() {
    assert_eq!(frames("[1] [2]"), "1\n!Trailing\n");
}

#[test]
fn brackets_that_fit_nothing_are_parted_all_the_same() {
    assert_eq!(frames("]}]"), "]}\n]\n");
    assert_eq!(frames("[},{]]"), "}\n{]\n");
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z\"\\\\{}\\[\\], \né]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z\"\\\\{]{0,4}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn print(value: &Value, pretty: bool) -> String {
    if pretty { serde_json::to_string_pretty(value).unwrap() } else { value.to_string() }
}

proptest! {
    #[test]
    fn elements_are_those_that_were_written_however_the_bytes_are_split(
        values in prop::collection::vec(value(), 0..5),
        pretty in any::<bool>(),
        array in any::<bool>(),
        mut splits in prop::collection::vec(0..400_usize, 0..8),
    ) {
        let body = if array {
            print(&json!(values), pretty)
        } else {
            // An array would be taken for the one around the frames.
            json!({}).to_string() + &values.iter().map(|value| print(value, pretty) + "\n").collect::<String>()
        };
        splits.iter_mut().for_each(|at| *at = (*at).min(body.len()));
        splits.sort_unstable();
        let seen: Vec<Value> = data_of(Framing::Values, body.as_bytes(), &splits)
            .iter()
            .map(|data| serde_json::from_slice(data).unwrap())
            .collect();
        let first = (!array).then(|| json!({}));
        prop_assert_eq!(seen, first.into_iter().chain(values).collect::<Vec<_>>());
    }
}
