use std::time::Duration;

/// Three significant digits in the unit that fits: `12.3 ms`.
pub(super) fn duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let (unit, name) = match nanos {
        0..1_000 => return format!("{nanos} ns"),
        1_000..1_000_000 => (1e3, "µs"),
        1_000_000..1_000_000_000 => (1e6, "ms"),
        _ => (1e9, "s"),
    };
    let value = duration.as_secs_f64() * 1e9 / unit;
    let decimals = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.decimals$} {name}")
}

/// At most six significant digits, without zeros at the end.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() || size == 0.0 {
        return value.to_string();
    }
    if !(1e-12..1e15).contains(&size) {
        return format!("{value:.5e}");
    }
    let magnitude = (-12..15).rev().find(|power| size >= 10_f64.powi(*power)).unwrap_or(-12);
    let decimals = usize::try_from(5 - magnitude).unwrap_or(0);
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_three_digits_and_the_fitting_unit() {
        let shown = |nanos| duration(Duration::from_nanos(nanos));
        assert_eq!(
            [0, 999, 1_000, 12_340, 201_400, 5_100_000, 99_960_000, 1_234_000_000, 90_000_000_000]
                .map(shown),
            [
                "0 ns", "999 ns", "1.00 µs", "12.3 µs", "201 µs", "5.10 ms", "100 ms", "1.23 s",
                "90.0 s"
            ]
        );
    }

    #[test]
    fn numbers_are_short_and_keep_their_size() {
        assert_eq!(
            [
                0.0,
                36.0,
                0.1 + 0.2,
                0.001_234_567_8,
                1_234_567.0,
                123.456_78,
                -2.5,
                9.5e-5,
                1.6e-7,
                1e-13,
                1e20
            ]
            .map(number),
            [
                "0",
                "36",
                "0.3",
                "0.00123457",
                "1234567",
                "123.457",
                "-2.5",
                "0.000095",
                "0.00000016",
                "1.00000e-13",
                "1.00000e20"
            ]
        );
        assert_eq!(number(f64::NAN), "NaN");
    }
}
