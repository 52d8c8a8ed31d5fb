//! What a later version may add.

use genai_otel_ledger::Entry;
use serde_json::json;

use crate::line;

#[test]
fn what_is_unknown_is_kept_and_written_again() {
    let later = line(concat!(
        r#""v":2,"id":"a","timestamp":"2026-01-01T00:00:00.000000000Z","status":"success","#,
        r#""attempt_list":[{"status":"success","place":7}],"#,
        r#""colour":"red","weather":{"wind":[1,2.5,null]}"#
    ));
    let call = Entry::from_line(later.as_bytes()).unwrap();
    let more = json!({"colour": "red", "weather": {"wind": [1, 2.5, null]}});
    assert_eq!(call.more, *more.as_object().unwrap());
    assert_eq!(call.attempt_list[0].more, *json!({"place": 7}).as_object().unwrap());
    assert_eq!(String::from_utf8(call.to_line()).unwrap(), later);
}

#[test]
fn what_has_a_place_is_not_written_twice() {
    let mut call = Entry::default();
    call.model = Some("a".to_owned());
    call.more.insert("model".to_owned(), "b".into());
    call.more.insert("checksum".to_owned(), "b".into());
    let read = Entry::from_line(&call.to_line()).unwrap();
    assert_eq!(read.model.as_deref(), Some("a"));
    assert!(read.more.is_empty());
}

#[test]
fn a_speed_that_follows_from_nothing_is_kept() {
    let told = r#"{"timestamp":"2026-01-01T00:00:00Z","tokens_per_second":81.5}"#;
    let call = Entry::from_line(told.as_bytes()).unwrap();
    let again = Entry::from_line(&call.to_line()).unwrap();
    assert_eq!(again.more, *json!({"tokens_per_second": 81.5}).as_object().unwrap());
}
