//! The ids of calls that were logged lately, so that none is written twice.

use std::collections::{HashSet, VecDeque};
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

/// The ids of calls that were logged lately.
#[derive(Debug, Default)]
pub(super) struct RecentIds {
    known: HashSet<Arc<str>>,
    /// The oldest first.
    order: VecDeque<Arc<str>>,
}

impl RecentIds {
    /// Those that callers gave to the calls of a file.
    pub(super) fn of_lines(lines: impl Read) -> Self {
        let mut ids = Self::default();
        let mut lines = BufReader::with_capacity(256 * 1_024, lines);
        let mut line = Vec::new();
        // What cannot be read names nothing; whoever reads the ledger hears of it.
        while let Ok(1..) = lines.read_until(b'\n', &mut line) {
            if let Some(id) = id_of(&line) {
                ids.insert(&id);
            }
            line.clear();
        }
        ids
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    /// Remembers one; the oldest is forgotten where there are too many.
    pub(super) fn insert(&mut self, id: &str) {
        let id = Arc::<str>::from(id);
        if !self.known.insert(Arc::clone(&id)) {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > MAX_IDS
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

/// The id that a caller gave to the call of a line of this schema, where it stands behind checksum and version. One that the
/// writer made is of its own name and number.
fn id_of(line: &[u8]) -> Option<String> {
    let (head, rest) = line.split_at_checked(HEAD.len())?;
    let is_head = head.starts_with(&HEAD[..13]) && head.ends_with(&HEAD[21..]);
    let mut texts = serde_json::Deserializer::from_slice(rest).into_iter::<String>();
    let id = is_head.then(|| texts.next()?.ok()).flatten()?;
    let rest = rest.get(texts.byte_offset()..)?;
    let made =
        id.split_once('-').map(|(writer, seq)| format!(r#","writer":"{writer}","seq":{seq},"#));
    let is_made = made.is_some_and(|made| rest.starts_with(made.as_bytes()));
    (!is_made).then_some(id)
}

const HEAD: &[u8] = br#"{"checksum":"00000000","v":1,"id":"#;

/// How many are remembered.
pub(super) const MAX_IDS: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_callers_are_read_from_lines_of_ours_and_no_others() {
        let lines = concat!(
            r#"{"checksum":"1a2b3c4d","v":1,"id":"job-\"7\"","writer":"00"}"#,
            "\n",
            r#"{"checksum":"1a2b3c4d","v":1,"id":"0123456789abcdef-12","writer":"0123456789abcdef","seq":12,"a":1}"#,
            "\n",
            r#"{"checksum":"1a2b3c4d","v":1,"id":"0123456789abcdef-13","writer":"fedcba9876543210","seq":13,"a":1}"#,
            "\n",
            r#"{"checksum":"1a2b3c4d","v":1,"writer":"00","gap":{"id":"no"}}"#,
            "\n",
            r#"{"id":"foreign"}"#,
            "\n\n",
            r#"{"checksum":"1a2b3c4d","v":1,"id":"torn"#,
        );
        let ids = RecentIds::of_lines(lines.as_bytes());
        // The last was made by another writer, and handed on: a caller gave it here.
        assert_eq!(ids.order, [r#"job-"7""#, "0123456789abcdef-13"].map(Arc::from));
    }

    #[test]
    fn the_oldest_is_forgotten() {
        let mut ids = RecentIds::default();
        for number in 0..=MAX_IDS {
            ids.insert(&format!("job-{number}"));
            ids.insert("job-1");
        }
        assert!(!ids.contains("job-0"));
        assert!(ids.contains("job-1") && ids.contains("job-2"));
        assert_eq!((ids.known.len(), ids.order.len()), (MAX_IDS, MAX_IDS));
    }
}
