//! Things by the names of models.

use std::collections::HashMap;

use genai_otel_core::Provider;

/// Things by the names of models, whatever their case, at one provider or at any.
#[derive(Clone, Debug)]
pub(super) struct Named<T> {
    whole: HashMap<Name, T>,
    /// Those of names that end in `*`, by what stands before it.
    beginnings: HashMap<Name, T>,
    /// The lengths of those, the longest first, each once.
    lengths: Vec<usize>,
}

type Name = (Option<Provider>, String);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { whole: HashMap::new(), beginnings: HashMap::new(), lengths: Vec::new() }
    }
}

impl<T> Named<T> {
    /// Sets what the name stands for; gives back what it stood for.
    pub(super) fn set(&mut self, provider: Option<&Provider>, name: &str, value: T) -> Option<T> {
        let folded = name.to_lowercase();
        let provider = provider.cloned();
        let Some(beginning) = folded.strip_suffix('*') else {
            return self.whole.insert((provider, folded), value);
        };
        if let Err(at) = self.lengths.binary_search_by(|known| beginning.len().cmp(known)) {
            self.lengths.insert(at, beginning.len());
        }
        self.beginnings.insert((provider, beginning.to_owned()), value)
    }

    /// What a name stands for: with its provider first.
    pub(super) fn find(&self, provider: Option<&Provider>, name: &str) -> Option<&T> {
        let folded = name.to_lowercase();
        let at_one = provider.and_then(|provider| self.at(Some(provider.clone()), &folded));
        at_one.or_else(|| self.at(None, &folded))
    }

    pub(super) fn len(&self) -> usize {
        self.whole.len() + self.beginnings.len()
    }

    fn at(&self, provider: Option<Provider>, folded: &str) -> Option<&T> {
        let mut name = (provider, folded.to_owned());
        if let Some(value) = self.whole.get(&name) {
            return Some(value);
        }
        for length in &self.lengths {
            if *length <= name.1.len() && name.1.is_char_boundary(*length) {
                // The next one is shorter, or as long.
                name.1.truncate(*length);
                if let Some(value) = self.beginnings.get(&name) {
                    return Some(value);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(names: &[(Option<&str>, &str)]) -> Named<usize> {
        let mut named = Named::default();
        for (value, (provider, name)) in names.iter().enumerate() {
            named.set(provider.map(Provider::from).as_ref(), name, value);
        }
        named
    }

    #[test]
    fn the_nearest_name_is_found_and_none_that_is_only_alike() {
        let names = named(&[
            (None, "gpt-4o"),
            (None, "gpt-4o-*"),
            (None, "gpt-*"),
            (Some("azure"), "gpt-4o"),
            (Some("azure"), "gpt-*"),
            (Some("ollama"), "*"),
            (None, "é*"),
        ]);
        let find = |provider: &str, name: &str| {
            let provider = Some(Provider::from(provider)).filter(|_| !provider.is_empty());
            names.find(provider.as_ref(), name).copied()
        };
        assert_eq!(find("openai", "GPT-4o"), Some(0));
        assert_eq!(find("openai", "gpt-4o-2024-11-20"), Some(1));
        assert_eq!(find("", "gpt-4o-"), Some(1));
        assert_eq!(find("openai", "gpt-4.1"), Some(2));
        assert_eq!(find("azure", "gpt-4o"), Some(3));
        assert_eq!(find("azure", "gpt-4o-mini"), Some(4));
        assert_eq!(find("ollama", "anything"), Some(5));
        assert_eq!(find("ollama", "gpt-4o"), Some(5));
        assert_eq!(find("openai", "É1"), Some(6));
        assert_eq!(find("openai", "gpt"), None);
        assert_eq!(find("openai", "my-gpt-4o"), None);
        assert_eq!(find("openai", "\u{e8}"), None);
        assert_eq!(find("", ""), None);
    }

    proptest! {
        #[test]
        fn a_name_is_found_as_by_looking_at_each(
            names in prop::collection::vec((0_usize..3, "[ab]{0,3}\\*?"), 0..8),
            wanted in (0_usize..3, "[ab]{0,4}"),
        ) {
            let providers = [None, Some("openai"), Some("azure")];
            let names: Vec<_> = names.iter().map(|(at, name)| (providers[*at], &**name)).collect();
            let (provider, name) = (providers[wanted.0], &*wanted.1);
            // Best first: its provider, whole, long, late.
            let rank = |(at, (known, pattern)): &(usize, (Option<&str>, &str))| {
                let fits = match pattern.strip_suffix('*') {
                    Some(beginning) => name.starts_with(beginning),
                    None => name == *pattern,
                };
                let is_at = known.is_none() || *known == provider;
                (fits && is_at).then_some((known.is_some(), !pattern.ends_with('*'), pattern.len(), *at))
            };
            let each = names.iter().copied().enumerate();
            let best = each.filter_map(|entry| Some((rank(&entry)?, entry.0))).max();
            let found = named(&names);
            let found = found.find(provider.map(Provider::from).as_ref(), name).copied();
            prop_assert_eq!(found, best.map(|(_, at)| at));
        }
    }
}
