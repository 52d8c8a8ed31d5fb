use proptest::prelude::*;

use crate::framing::collected::{collect, collect_claimed, collect_split};
use crate::framing::{Asked, Framing, MOST_NAME};

fn frames(body: &str) -> String {
    let whole = collect(Framing::Sse, body.as_bytes());
    for at in 0..=body.len() {
        assert_eq!(collect_split(Framing::Sse, body.as_bytes(), &[at]), whole, "split at {at}");
    }
    let all: Vec<usize> = (0..body.len()).collect();
    assert_eq!(collect_split(Framing::Sse, body.as_bytes(), &all), whole, "byte by byte");
    whole
}

#[test]
fn each_kind_of_line_end_ends_a_line() {
    let body = "event: a\ndata: 1\n\nevent: b\r\ndata: 2\r\n\r\nevent: c\rdata: 3\r\rdata: 4\r\n\rdata: 5\n\r\n";
    assert_eq!(frames(body), "<a> 1\n<b> 2\n<c> 3\n4\n5\n");
}

#[test]
fn one_space_behind_the_colon_is_optional() {
    assert_eq!(frames("data:1\n\ndata: 2\n\ndata:  3\n\nevent:a\ndata:4\n\n"), "1\n2\n 3\n<a> 4\n");
}

#[test]
fn lines_of_data_are_joined_by_a_line_feed() {
    assert_eq!(frames("data: a\ndata: b\r\ndata\ndata:\n\n"), "a\\nb\\n\\n\n");
    assert_eq!(frames("data\n\ndata:\n\n"), "\n\n");
}

#[test]
fn an_event_without_data_is_a_sign_of_life() {
    assert_eq!(
        frames(": PROCESSING\n\n:\n\nevent: ping\n\nid: 1\n\nretry: 3\n\nother\n\n\n\ndata: 1\n\n"),
        "<alive>\n<alive>\n<alive>\n<alive>\n<alive>\n<alive>\n1\n"
    );
    assert_eq!(frames("data: a\n: still here\ndata: b\n\n"), "a<alive>\\nb\n");
}

#[test]
fn fields_of_no_interest_are_passed_over() {
    let body = "id: 7\ndatas: x\ndat: x\neventful: x\nevents\n data: x\nDATA: x\nretry: 1\nid\ndata: 1\n\n";
    assert_eq!(frames(body), "1\n");
}

#[test]
fn the_last_name_holds_and_only_for_its_event() {
    assert_eq!(
        frames("event: a\nevent: b\ndata: 1\n\ndata: 2\n\nevent: c\nevent\ndata: 3\n\n"),
        "<b> 1\n2\n3\n"
    );
    assert_eq!(frames("data: 1\nevent: late\n\n"), "1<=late>\n");
}

#[test]
fn a_name_that_does_not_fit_is_none() {
    let fits = "n".repeat(MOST_NAME);
    assert_eq!(frames(&format!("event: {fits}\ndata: 1\n\n")), format!("<{fits}> 1\n"));
    assert_eq!(frames(&format!("event: {fits}n\ndata: 1\n\n")), "1\n");
}

#[test]
fn what_the_end_cuts_off_is_told_as_cut() {
    assert_eq!(frames("data: 1\n\ndata: {\"a"), "1\n{\"a !Cut\n!Cut\n");
    assert_eq!(frames("data: [DONE]\n"), "[DONE] !Cut\n!Cut\n");
    assert_eq!(frames("data: 1\n\nevent: a\n"), "1\n!Cut\n");
    assert_eq!(frames("data: 1\n\nda"), "1\n!Cut\n");
    assert_eq!(frames("data: 1\n\n"), "1\n");
    assert_eq!(frames(""), "");
}

#[test]
fn a_mark_of_byte_order_begins_the_stream_and_no_line() {
    let body = "\u{feff}data: 1\n\n\u{feff}data: 2\n\n";
    for at in 0..=body.len() {
        let seen =
            collect_claimed(Some("text/event-stream"), Asked::Stream, body.as_bytes(), &[at]);
        assert_eq!(seen, "1\n<alive>\n", "split at {at}");
    }
}

#[test]
fn white_space_before_the_first_field_makes_it_another() {
    for (body, wanted) in [(" data: 1\ndata: 2\n\n", "2\n"), ("\n\r\n \ndata: 2\n\n", "2\n")] {
        for at in 0..=body.len() {
            let seen =
                collect_claimed(Some("text/event-stream"), Asked::Stream, body.as_bytes(), &[at]);
            assert_eq!(seen, wanted, "split at {at}");
        }
    }
}

/// The same as the standard says it, with the whole body at hand: lines, then fields, then events.
fn reference(body: &str) -> String {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    let mut text = String::new();
    let (mut name, mut data, mut fields) = (String::new(), Vec::<String>::new(), false);
    let mut lines: Vec<&str> = body.split('\n').collect();
    let rest = lines.pop().unwrap();
    // A line that the end cuts off is shown as far as it came: that is what differs from the standard.
    let cut_line = (!rest.is_empty()).then_some(rest);
    let shown = |name: &str, data: &[String]| {
        let name = if name.is_empty() { String::new() } else { format!("<{name}> ") };
        name + &data.join("\\n")
    };
    for line in lines.into_iter().chain(cut_line) {
        if line.is_empty() {
            if !data.is_empty() {
                text += &shown(&name, &data);
                text.push('\n');
            } else if fields {
                text += "<alive>\n";
            }
            (name, data, fields) = (String::new(), Vec::new(), false);
            continue;
        }
        if line.starts_with(':') {
            text += "<alive>\n";
            continue;
        }
        let cut = cut_line.is_some_and(|cut| std::ptr::eq(cut, line));
        let (field, value) = match line.split_once(':') {
            Some((field, value)) => (field, value.strip_prefix(' ').unwrap_or(value)),
            None if cut => ("", ""),
            None => (line, ""),
        };
        fields = true;
        match field {
            "data" => data.push(value.to_owned()),
            "event" => value.clone_into(&mut name),
            _ => {}
        }
    }
    if !data.is_empty() {
        text += &shown(&name, &data);
        text += " !Cut\n";
    }
    if fields || cut_line.is_some() {
        text += "!Cut\n";
    }
    text
}

/// Lines that matter, in an order in which a name never follows data and a comment stands between events: there the
/// reference tells the same story in another order.
fn event() -> impl Strategy<Value = String> {
    let end = || prop::sample::select(vec!["\n", "\r", "\r\n"]);
    let line = |text: &'static str| (text, end()).prop_map(|(text, end)| text + end);
    let fields = prop::collection::vec(
        line("(event(: ?[a-zé]{0,4})?|id: 1|retry:[0-9]|[a-f]{1,6}:?x)"),
        0..3,
    );
    let data = prop::collection::vec(line("data(:[ ]{0,2}[a-z{}\":é]{0,9})?"), 0..4);
    let comments = prop::collection::vec(line(":[ a-z]{0,4}"), 0..2);
    (comments, fields, data, end(), any::<bool>()).prop_map(
        |(comments, fields, data, end, blank)| {
            // A CR for the line and an LF for the blank one would be one end.
            let end = if end == "\n" { "\r\n" } else { end };
            comments.concat() + &fields.concat() + &data.concat() + if blank { end } else { "\r\r" }
        },
    )
}

proptest! {
    #[test]
    fn events_are_those_that_the_standard_finds_however_the_bytes_are_split(
        events in prop::collection::vec(event(), 0..6),
        cut in 0..400_usize,
        mut splits in prop::collection::vec(0..400_usize, 0..8),
    ) {
        let mut body = events.concat();
        let cut = (cut.min(body.len())..=body.len()).find(|&at| body.is_char_boundary(at)).unwrap();
        body.truncate(cut);
        splits.iter_mut().for_each(|at| *at = (*at).min(body.len()));
        splits.sort_unstable();
        let seen = collect_split(Framing::Sse, body.as_bytes(), &splits);
        prop_assert_eq!(seen, reference(&body), "{:?}", body);
    }
}
