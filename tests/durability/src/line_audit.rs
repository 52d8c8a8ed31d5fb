use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

use anyhow::Context as _;

use crate::acknowledged::Acknowledged;
use crate::line_writer::{MOST, line};

/// What stands in a directory of lines.
#[derive(Debug, Default)]
pub(crate) struct LineAudit {
    pub(crate) files: u64,
    pub(crate) compressed: u64,
    pub(crate) lines: u64,
    /// How often each line of a program is there.
    found: BTreeMap<u32, BTreeMap<u64, u64>>,
    pub(crate) complaints: Vec<String>,
}

impl LineAudit {
    /// Reads all files, of which a compressed one stands for its plain one.
    pub(crate) fn of(directory: &Path) -> anyhow::Result<Self> {
        let mut audit = Self::default();
        let names = fs::read_dir(directory)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<anyhow::Result<Vec<_>>>()?;
        for name in &names {
            let is_whole =
                [".jsonl", ".jsonl.gz", ".jsonl.zst"].iter().any(|end| name.ends_with(end));
            let is_double = |end: &str| names.contains(&format!("{name}{end}"));
            if is_whole && !is_double(".gz") && !is_double(".zst") {
                audit.read(directory, name).with_context(|| name.clone())?;
            }
        }
        Ok(audit)
    }

    /// Holds what programs acknowledged against what is there: each line once, and after the last one that was
    /// acknowledged at most those of one more append.
    pub(crate) fn judge(&mut self, acknowledged: &Acknowledged) {
        for (maker, made) in acknowledged.counts() {
            let found = self.found.remove(&maker.program).unwrap_or_default();
            let first_missing = (0..).find(|number| !found.contains_key(number)).unwrap_or(0);
            let count = found.len() as u64;
            if first_missing < made || first_missing != count || count > made + MOST {
                self.complaints.push(format!(
                    "program {} acknowledged {made} lines; {count} are there, the first missing is {first_missing}",
                    maker.program
                ));
            }
            if let Some((number, times)) = found.iter().find(|(_, times)| **times > 1) {
                let program = maker.program;
                self.complaints
                    .push(format!("line {number} of program {program} is there {times} times"));
            }
        }
    }

    fn read(&mut self, directory: &Path, name: &str) -> anyhow::Result<()> {
        let file = File::open(directory.join(name))?;
        let text: Box<dyn Read> = if name.ends_with(".gz") {
            Box::new(flate2::read::MultiGzDecoder::new(file))
        } else if name.ends_with(".zst") {
            Box::new(zstd::Decoder::new(file)?)
        } else {
            Box::new(file)
        };
        self.files += 1;
        self.compressed += u64::from(!name.ends_with(".jsonl"));
        let mut text = BufReader::new(text);
        let mut read = String::new();
        let mut last: BTreeMap<u32, u64> = BTreeMap::new();
        while text.read_line(&mut read)? > 0 {
            self.lines += 1;
            let parsed = parse(&read);
            match parsed.filter(|(program, number)| line(*program, *number) == read) {
                None => {
                    self.complaints.push(format!("{name}: `{}` is no whole line", read.trim_end()))
                }
                Some((program, number)) => {
                    if last.insert(program, number).is_some_and(|last| last >= number) {
                        self.complaints.push(format!("{name}: line {number} comes too late"));
                    }
                    *self.found.entry(program).or_default().entry(number).or_default() += 1;
                }
            }
            read.clear();
        }
        Ok(())
    }
}

fn parse(line: &str) -> Option<(u32, u64)> {
    let mut parts = line.split(' ');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str, said: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("calls.jsonl"), text).unwrap();
        let mut acknowledged = Acknowledged::default();
        assert!(acknowledged.read(1, said).is_empty());
        let mut audit = LineAudit::of(folder.path()).unwrap();
        audit.judge(&acknowledged);
        audit.complaints
    }

    #[test]
    fn what_is_missing_doubled_or_torn_is_found() {
        let [a, b, c] = [0, 1, 2].map(|number| line(1, number));
        assert_eq!(complaints(&format!("{a}{b}{c}"), "ack 0 2\n"), [""; 0]);
        assert_eq!(
            complaints(&format!("{a}{c}"), "ack 0 2\n"),
            ["program 1 acknowledged 2 lines; 2 are there, the first missing is 1"]
        );
        assert_eq!(
            complaints(&format!("{a}{b}{b}"), "ack 0 2\n"),
            ["calls.jsonl: line 1 comes too late", "line 1 of program 1 is there 2 times"]
        );
        assert_eq!(
            complaints(&format!("{a}{b}1 2"), "ack 0 2\n"),
            ["calls.jsonl: `1 2` is no whole line"]
        );
    }
}
