#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod documented;
mod full;
mod kept;
mod schema;
mod source;

use genai_otel_core::{CallRecord, Money, Outcome, Provider, Usage};

use super::*;

const STAMP: Stamp<'_> = Stamp {
    writer: "00112233aabbccdd",
    seq: 7,
    id: None,
    service: Some("shop"),
    now: jiff::Timestamp::UNIX_EPOCH,
};

fn written(record: &CallRecord) -> Vec<u8> {
    let mut line = Vec::new();
    write(record, &STAMP, &mut line);
    line
}

#[test]
fn a_call_is_written_and_read_again() {
    let mut record = CallRecord::default();
    record.provider = Some(Provider::OpenAi);
    record.request.model = Some("gpt-4o".into());
    record.usage = Usage::tokens(12, 30);
    record.outcome = Outcome::Timeout;
    record.duration = std::time::Duration::from_nanos(1_500_001);
    record.cost = "0.0000025 EUR".parse::<Money>().ok().map(Into::into);
    let line = written(&record);
    assert_eq!(
        String::from_utf8_lossy(&line),
        r#"{"checksum":"0c321966","v":1,"id":"00112233aabbccdd-7","writer":"00112233aabbccdd","seq":7,"#
            .to_owned()
            + r#""timestamp":"1970-01-01T00:00:00.000000000Z","status":"timeout","service":"shop","#
            + r#""provider":"openai","api_type":"generative","operation":"chat","model":"gpt-4o","#
            + r#""input_tokens":12,"output_tokens":30,"total_tokens":42,"latency_ms":1.500001,"#
            + r#""tokens_per_second":19999.986667,"cost":0.0000025,"currency":"EUR","attempts":1,"#
            + "\"cost_origin\":\"caller\"}\n"
    );
    let entry = Entry::of_record(&record, &STAMP);
    assert_eq!(Entry::from_line(&line), Ok(entry.clone()));
    assert_eq!(entry.to_line(), line);
}

#[test]
fn a_gap_is_no_call() {
    let gap = Gap::new(12, jiff::Timestamp::UNIX_EPOCH);
    let mut line = Vec::new();
    write_gap(&gap, &STAMP, &mut line);
    let read = Gap { writer: Some(STAMP.writer.to_owned()), seq: Some(7), ..gap };
    assert_eq!(Line::read(&line), Ok(Line::Gap(read)));
    assert!(Entry::from_line(&line).is_err());
}
