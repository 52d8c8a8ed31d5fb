use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use anyhow::{Context as _, bail};

/// `--name value` from the command line.
#[derive(Debug)]
pub(crate) struct Options(BTreeMap<String, String>);

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> anyhow::Result<Self> {
        let mut options = BTreeMap::new();
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let Some(name) = name.strip_prefix("--") else { bail!("`{name}` is not an option") };
            let value = rest.next().with_context(|| format!("`--{name}` needs a value"))?;
            options.insert(name.to_owned(), value.clone());
        }
        Ok(Self(options))
    }

    pub(crate) fn find<T: FromStr>(&self, name: &str) -> anyhow::Result<Option<T>>
    where
        T::Err: Display,
    {
        let Some(text) = self.0.get(name) else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(error) => bail!("`--{name} {text}`: {error}"),
        }
    }

    pub(crate) fn get<T: FromStr>(&self, name: &str, default: T) -> anyhow::Result<T>
    where
        T::Err: Display,
    {
        Ok(self.find(name)?.unwrap_or(default))
    }

    pub(crate) fn require<T: FromStr>(&self, name: &str) -> anyhow::Result<T>
    where
        T::Err: Display,
    {
        self.find(name)?.with_context(|| format!("`--{name}` is missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> anyhow::Result<Options> {
        Options::parse(&arguments.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_have_values_and_defaults() {
        let options = parse(&["--times", "7", "--seed", "x"]).unwrap();
        assert_eq!(options.get("times", 25).unwrap(), 7);
        assert_eq!(options.get("life", 600).unwrap(), 600);
        let error = options.get("seed", 0_u64).unwrap_err().to_string();
        assert_eq!(error, "`--seed x`: invalid digit found in string");
    }

    #[test]
    fn what_is_no_option_is_told() {
        assert_eq!(parse(&["7"]).unwrap_err().to_string(), "`7` is not an option");
        assert_eq!(parse(&["--times"]).unwrap_err().to_string(), "`--times` needs a value");
        let missing = parse(&[]).unwrap().require::<u64>("url").unwrap_err();
        assert_eq!(missing.to_string(), "`--url` is missing");
    }
}
