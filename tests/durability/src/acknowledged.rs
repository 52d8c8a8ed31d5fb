use std::collections::BTreeMap;

use crate::item::Maker;

/// What programs say on standard output after a flush that succeeded: `ack <thread> <count>`, everything that the thread
/// made before `count`.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged(BTreeMap<Maker, u64>);

impl Acknowledged {
    /// Takes what a program said. Something else than an acknowledgement is given back; a last line that the kill has
    /// cut off is none.
    pub(crate) fn read(&mut self, program: u32, said: &str) -> Vec<String> {
        let mut others = Vec::new();
        let whole = said.rfind('\n').map_or("", |end| &said[..end]);
        for line in whole.lines() {
            match parse(line) {
                Some((thread, count)) => {
                    let known = self.0.entry(Maker { program, thread }).or_default();
                    *known = count.max(*known);
                }
                None => others.push(line.to_owned()),
            }
        }
        others
    }

    pub(crate) fn counts(&self) -> impl Iterator<Item = (Maker, u64)> {
        self.0.iter().map(|(maker, count)| (*maker, *count))
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }
}

fn parse(line: &str) -> Option<(u32, u64)> {
    let (thread, count) = line.strip_prefix("ack ")?.split_once(' ')?;
    Some((thread.parse().ok()?, count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_line_of_a_thread_counts() {
        let mut acknowledged = Acknowledged::default();
        let others = acknowledged.read(7, "ack 0 10\nack 1 5\noh\nack 0 20\nack 1 60");
        assert_eq!(others, ["oh"]);
        let maker = |thread| Maker { program: 7, thread };
        assert_eq!(acknowledged.counts().collect::<Vec<_>>(), [(maker(0), 20), (maker(1), 5)]);
        assert_eq!(acknowledged.total(), 25);
    }
}
