use std::fmt;
use std::str::FromStr;

use anyhow::Context as _;

/// Which thread of which program made something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Maker {
    pub(crate) program: u32,
    pub(crate) thread: u32,
}

/// What a thread made, counted from 0: a call, with its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Item {
    pub(crate) maker: Maker,
    pub(crate) number: u64,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.maker.program, self.maker.thread, self.number)
    }
}

impl FromStr for Item {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let mut parts = text.split('/');
        let mut part = || parts.next().with_context(|| format!("`{text}` is no item"));
        let maker = Maker { program: part()?.parse()?, thread: part()?.parse()? };
        Ok(Self { maker, number: part()?.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_is_read_as_it_was_written() {
        let item = Item { maker: Maker { program: 12, thread: 3 }, number: 4_711 };
        assert_eq!(item.to_string(), "12/3/4711");
        assert_eq!("12/3/4711".parse::<Item>().unwrap(), item);
        assert!("12/3".parse::<Item>().is_err());
    }
}
