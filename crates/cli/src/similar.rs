//! Names that look like another. They are shown to people and never priced with.

use std::cmp::Reverse;

/// At most `most` of `names` that look like `asked`, those that begin alike first, none twice.
pub(crate) fn similar<'a>(
    asked: &str,
    names: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let asked: Vec<char> = asked.to_lowercase().chars().take(MAX_LENGTH).collect();
    let mut ranked: Vec<_> = names
        .into_iter()
        .filter_map(|name| {
            let known: Vec<char> = name.to_lowercase().chars().take(MAX_LENGTH).collect();
            let common = asked.iter().zip(&known).take_while(|(a, b)| a == b).count();
            let whole = distance(&asked, &known);
            // What was asked for may go on.
            let beginning = distance(&asked, &known[..known.len().min(asked.len())]) + 1;
            let near = whole <= asked.len().max(known.len()) / 3 || beginning <= asked.len() / 3;
            let same_family = common >= 4 && common * 2 >= asked.len();
            (near || same_family).then_some((Reverse(common), whole.min(beginning), name))
        })
        .collect();
    ranked.sort_unstable();
    ranked.dedup_by_key(|(_, _, name)| *name);
    ranked.into_iter().take(most).map(|(_, _, name)| name).collect()
}

/// How many characters must be put in, left out, replaced or changed with their neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut above = vec![0; b.len() + 1];
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut below = vec![i + 1; b.len() + 1];
        for (j, right) in b.iter().enumerate() {
            let replaced = row[j] + usize::from(left != right);
            below[j + 1] = replaced.min(row[j + 1] + 1).min(below[j] + 1);
            if i > 0 && j > 0 && *left == b[j - 1] && a[i - 1] == *right {
                below[j + 1] = below[j + 1].min(above[j - 1] + 1);
            }
        }
        above = std::mem::replace(&mut row, below);
    }
    row[b.len()]
}

const MAX_LENGTH: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_come_first_and_others_not_at_all() {
        let names = ["gpt-4o-mini", "o3", "gpt-4o", "whisper-1", "gpt-4o", "gpt-4"];
        assert_eq!(similar("GPT-4p", names, 2), ["gpt-4", "gpt-4o"]);
        assert_eq!(similar("whipser", names, 2), ["whisper-1"]);
        assert_eq!(similar("gpt-4o-2031-01-01", names, 9), [""; 0]);
        assert_eq!(similar("mistral", names, 9), [""; 0]);
    }

    #[test]
    fn a_new_sibling_finds_its_family() {
        assert_eq!(
            similar("gpt-5-some-new", ["gpt-5-mini", "gpt-5-some", "o3"], 3),
            ["gpt-5-some"]
        );
    }

    #[test]
    fn distances_count_changes() {
        for (a, b, changes) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("same", "same", 0),
            ("amce", "acme", 1),
            ("ab", "ba", 1),
        ] {
            let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(distance(&a, &b), changes);
        }
    }
}
