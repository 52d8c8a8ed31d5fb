//! Moments as our lines have them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::decimal::scaled;

/// Reads moments that are written as our lines do, `2026-11-29T22:37:05.123456789Z`. The day of the one before is kept:
/// lines that follow each other are mostly of one day.
#[derive(Debug, Default)]
pub(crate) struct Moments {
    day: [u8; 10],
    /// The seconds at which it began.
    began: i64,
}

impl Moments {
    /// Nothing where it is written otherwise: such a line is read strictly.
    #[inline]
    pub(crate) fn read(&mut self, text: &[u8]) -> Option<Timestamp> {
        let text: &[u8; 30] = text.try_into().ok()?;
        let shape = [text[10], text[13], text[16], text[19], text[29]] == *b"T::.Z";
        let day: &[u8; 10] = text.first_chunk()?;
        if *day != self.day {
            self.began = began(day)?;
            self.day = *day;
        }
        let two = |at: usize| {
            let [ten, one] = [text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0')];
            (ten < 10 && one < 10).then(|| i64::from(ten) * 10 + i64::from(one))
        };
        let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
        let nanos = i32::try_from(scaled(&text[20..29], 0)?).ok()?;
        let time = hour * 3_600 + minute * 60 + second;
        // A leap second is read strictly, as whatever is no time of a day.
        let valid = shape && hour < 24 && minute < 60 && second < 60;
        Timestamp::new(self.began + time, nanos).ok().filter(|_| valid)
    }
}

fn began(day: &[u8; 10]) -> Option<i64> {
    let day: Date = std::str::from_utf8(day).ok()?.parse().ok()?;
    Some(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_otherwise_is_left_alone() {
        let mut moments = Moments::default();
        for text in [
            "2026-11-29T22:37:05Z",
            "2026-11-29T24:00:00.000000000Z",
            "2026-11-29T22:60:00.000000000Z",
            "2026-11-29T23:59:60.000000000Z",
            "2026-02-30T00:00:00.000000000Z",
            "2026-11-29 22:37:05.123456789Z",
            "2026-11-29T22:37:05.12345678.Z",
        ] {
            assert_eq!(moments.read(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_moment_is_read_as_it_was_written(
            moments in prop::collection::vec((-2_000_000_000_i64..100_000_000_000, 0..1_000_000_000), 1..5),
        ) {
            let mut reader = Moments::default();
            for (second, nanos) in moments {
                let moment = Timestamp::new(second, nanos).unwrap();
                let text = format!("{moment:.9}");
                prop_assert_eq!(reader.read(text.as_bytes()), Some(moment), "{}", text);
            }
        }
    }
}
