use std::fmt::Write as _;

use crate::text::one_line;

/// Text on its way to the console. Whatever is put on it is escaped and cut, so that line ends and colours are the
/// page's own and nobody else's.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    is_colored: bool,
}

/// How a piece of text looks, where there is colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Bold,
    Dim,
    Red,
    Yellow,
    Cyan,
}

impl Page {
    pub(super) fn new(is_colored: bool) -> Self {
        Self { text: String::new(), is_colored }
    }

    pub(super) fn put(&mut self, ink: Ink, text: &str) {
        let text = one_line(text);
        let code = ink.code().filter(|_| self.is_colored && !text.is_empty());
        // Writing into a `String` does not fail.
        let _written = match code {
            Some(code) => write!(self.text, "\u{1b}[{code}m{text}\u{1b}[0m"),
            None => self.text.write_str(&text),
        };
    }

    pub(super) fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

impl Ink {
    fn code(self) -> Option<u8> {
        match self {
            Self::Plain => None,
            Self::Bold => Some(1),
            Self::Dim => Some(2),
            Self::Red => Some(31),
            Self::Yellow => Some(33),
            Self::Cyan => Some(36),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(is_colored: bool, text: &str) -> String {
        let mut page = Page::new(is_colored);
        page.put(Ink::Red, text);
        page.put(Ink::Plain, text);
        page.end_line();
        page.into_text()
    }

    #[test]
    fn ink_shows_where_there_is_colour() {
        assert_eq!(page(true, "no"), "\u{1b}[31mno\u{1b}[0mno\n");
        assert_eq!(page(false, "no"), "nono\n");
    }

    proptest! {
        #[test]
        fn control_characters_are_those_of_the_page(text in any::<String>()) {
            let plain = page(false, &text);
            prop_assert_eq!(plain.chars().filter(|it| it.is_control()).collect::<String>(), "\n");
            let colored = page(true, &text);
            let ours = colored.replacen("\u{1b}[31m", "", 1).replacen("\u{1b}[0m", "", 1);
            prop_assert_eq!(ours.chars().filter(|it| it.is_control()).collect::<String>(), "\n");
        }
    }
}
