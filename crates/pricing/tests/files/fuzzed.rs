//! What holds for every file, whoever wrote it. The fuzz targets assert the same.

use std::time::{Duration, UNIX_EPOCH};

use genai_otel_core::Currency;
use genai_otel_pricing::file::{Format, read_file, write_file};
use genai_otel_pricing::{Overlay, PriceFileError};

/// A file is refused with a place in it, or what is written of it is read again.
pub(crate) fn price_file(input: &[u8]) {
    let (text, format) = text(input);
    match read_file(&text, format, "fuzzed") {
        Ok(file) => {
            let written = write_file(&file);
            assert_eq!(read_file(&written, Format::Json, "other"), Ok(file), "{written}");
        }
        Err(error) => assert_place(&error, &text),
    }
}

/// An overlay is refused with a place in it, or answers whatever it is asked.
pub(crate) fn overlay(input: &[u8]) {
    let (text, format) = text(input);
    let overlay = match Overlay::from_text(&text, format, "fuzzed") {
        Ok(overlay) => overlay.with_provider_ids(|spelling| Some(spelling.replace('-', "_"))),
        Err(error) => return assert_place(&error, &text),
    };
    assert_eq!(overlay.content(), text);
    for name in ["gpt-4o", "", "azure/x", "é\u{0}"] {
        for provider in [None, Some("openai"), Some("")] {
            let _ = overlay.deployment(provider, name);
            let _ = overlay.free_model(provider, name);
        }
        for day in [0, 20_000, u64::from(u32::MAX)] {
            let at = UNIX_EPOCH + Duration::from_secs(day * 86_400);
            assert!(overlay.factors("openai", name, at).len() <= text.len());
        }
    }
    assert_eq!(overlay.exchange(Currency::USD), None);
    assert_eq!(overlay.check(|_, _| true), Ok(()));
    if let Err(error) = overlay.check(|_, _| false) {
        assert_place(&error, &text);
    }
}

/// The first byte says which notation it is.
fn text(input: &[u8]) -> (String, Format) {
    let (first, rest) = input.split_first().unwrap_or((&0, &[]));
    let format = if first % 2 == 0 { Format::Json } else { Format::Toml };
    (String::from_utf8_lossy(rest).into_owned(), format)
}

fn assert_place(error: &PriceFileError, text: &str) {
    let (Some(line), Some(column)) = (error.line(), error.column()) else {
        panic!("{error} has no place");
    };
    let lines: Vec<&str> = text.split('\n').collect();
    assert!((1..=lines.len()).contains(&line), "{error}");
    assert!((1..=lines[line - 1].chars().count() + 1).contains(&column), "{error}");
    assert!(error.to_string().starts_with(&format!("fuzzed:{line}:{column}: ")), "{error}");
    assert!(!error.to_string().contains('\n'), "{error:?}");
}
