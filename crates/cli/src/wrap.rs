//! Long texts in lines.

/// The lines of a text, none longer than `width` unless a single word is.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_it_may_be_but_for_words_that_are() {
        assert_eq!(wrapped("a bc  def\nghijklmn o", 4), ["a bc", "def", "ghijklmn", "o"]);
        assert!(wrapped("  ", 4).is_empty());
    }
}
