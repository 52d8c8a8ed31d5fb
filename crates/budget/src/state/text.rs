//! The format of a state file.

use serde::{Deserialize, Serialize};

/// The line of one account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountLine {
    pub(super) budget: String,
    pub(super) unit: String,
    pub(super) window: String,
    pub(super) account: String,
    /// The start of its window; of a sliding one its latest moment.
    pub(super) at: i64,
    /// By the start of each part. Numbers are texts, because they may be larger than those of JSON.
    pub(super) spent: Vec<(i64, String)>,
    /// The thresholds that were told, in percent, and when.
    pub(super) told: Vec<(u16, i64)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    genai_otel_budgets: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    lines: usize,
    crc32: String,
}

/// The line that is not as it has to be, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Damage {
    pub(super) line: usize,
    pub(super) problem: &'static str,
}

/// The text of a whole file.
pub(super) fn write(lines: &[AccountLine]) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(&Head { genai_otel_budgets: VERSION })?;
    text.push('\n');
    for line in lines {
        text.push_str(&serde_json::to_string(line)?);
        text.push('\n');
    }
    let crc32 = format!("{:08x}", crc32fast::hash(text.as_bytes()));
    text.push_str(&serde_json::to_string(&End { lines: lines.len(), crc32 })?);
    text.push('\n');
    Ok(text)
}

/// The lines of a whole file. One that is torn anywhere is none.
pub(super) fn read(text: &[u8]) -> Result<Vec<AccountLine>, Damage> {
    let damage = |line, problem| Damage { line, problem };
    let text = std::str::from_utf8(text).map_err(|_| damage(1, "it is not UTF-8"))?;
    let count = text.lines().count();
    let head = text.lines().next().unwrap_or_default();
    let version = serde_json::from_str::<Head>(head).map_err(|_| damage(1, "there is no head"))?;
    if version.genai_otel_budgets != VERSION {
        return Err(damage(1, "it is of another version"));
    }
    let whole = text.strip_suffix('\n').ok_or(damage(count, "it ends in the middle of a line"))?;
    let (before, end) = whole.rsplit_once('\n').ok_or(damage(count, "it has no end"))?;
    let end: End = serde_json::from_str(end).map_err(|_| damage(count, "it has no end"))?;
    let signed = &text[..=before.len()];
    if format!("{:08x}", crc32fast::hash(signed.as_bytes())) != end.crc32 {
        return Err(damage(count, "the checksum is not that of the lines before"));
    }
    let read = |(index, line)| {
        serde_json::from_str(line)
            .map_err(|_| damage(index + 1, "it is not the line of an account"))
    };
    let lines = before.lines().enumerate().skip(1).map(read).collect::<Result<Vec<_>, _>>()?;
    if lines.len() != end.lines {
        return Err(damage(count, "the number of lines is another"));
    }
    Ok(lines)
}

const VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<AccountLine> {
        let line = |account: &str, told| AccountLine {
            budget: "user-day".to_owned(),
            unit: "{token}".to_owned(),
            window: "day".to_owned(),
            account: account.to_owned(),
            at: 1_764_460_800_000,
            spent: vec![(1_764_460_800_000, "170141183460469231731687303715884105727".to_owned())],
            told,
        };
        vec![line("u-1", vec![(50, 1_764_461_000_000)]), line("ü\n\"\u{0}", vec![])]
    }

    #[test]
    fn what_is_written_is_read() {
        for lines in [lines(), vec![]] {
            let text = write(&lines).unwrap();
            assert_eq!(read(text.as_bytes()), Ok(lines));
        }
        assert_eq!(
            write(&[]).unwrap(),
            "{\"genai_otel_budgets\":1}\n{\"lines\":0,\"crc32\":\"4bacf8a3\"}\n"
        );
    }

    #[test]
    fn a_file_that_is_torn_at_any_byte_is_refused() {
        let text = write(&lines()).unwrap();
        for length in 0..text.len() {
            assert!(read(&text.as_bytes()[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn a_file_with_any_other_byte_is_refused() {
        let text = write(&lines()).unwrap();
        for place in 0..text.len() {
            for bit in [0, 4] {
                let mut damaged = text.clone().into_bytes();
                damaged[place] ^= 1 << bit;
                assert!(read(&damaged).is_err(), "{place}: {}", String::from_utf8_lossy(&damaged));
            }
        }
    }

    #[test]
    fn lines_of_two_files_do_not_make_one() {
        let (one, two) = (write(&lines()).unwrap(), write(&lines()[..1]).unwrap());
        assert!(read(format!("{one}{two}").as_bytes()).is_err());
        let later = one.replace("budgets\":1", "budgets\":2");
        assert_eq!(read(later.as_bytes()).unwrap_err().problem, "it is of another version");
    }
}
