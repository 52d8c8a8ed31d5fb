//! What calls are told apart by.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// What calls are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dimension {
    /// `service`: the service that makes the calls, which [`BudgetsBuilder::service`](crate::BudgetsBuilder::service)
    /// names.
    Service,
    /// `organization`: `organization.id`.
    Organization,
    /// `team`.
    Team,
    /// `tenant`.
    Tenant,
    /// `customer`.
    Customer,
    /// `user`: `user.id`.
    User,
    /// `session`: `session.id`.
    Session,
    /// `agent`: the agent's name.
    Agent,
    /// `workflow`: the workflow's name.
    Workflow,
    /// `provider`: in any spelling.
    Provider,
    /// `model`: the model that was asked for, else the deployment.
    Model,
    /// Any other word: a free key of the call or of its attribution.
    Key(Arc<str>),
}

impl Dimension {
    /// How many there are beside the free keys.
    pub(crate) const COUNT: usize = WORDS.len();

    /// The word in files.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Key(key) => key,
            known => WORDS[known.index().unwrap_or_default()].0,
        }
    }

    /// Its place among the known ones.
    pub(crate) const fn index(&self) -> Option<usize> {
        Some(match self {
            Self::Service => 0,
            Self::Organization => 1,
            Self::Team => 2,
            Self::Tenant => 3,
            Self::Customer => 4,
            Self::User => 5,
            Self::Session => 6,
            Self::Agent => 7,
            Self::Workflow => 8,
            Self::Provider => 9,
            Self::Model => 10,
            Self::Key(_) => return None,
        })
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Dimension {
    fn from(word: &str) -> Self {
        let word = word.trim();
        let known = WORDS.iter().find(|(known, _)| *known == word);
        known.map_or_else(|| Self::Key(Arc::from(word)), |(_, known)| known.clone())
    }
}

impl FromStr for Dimension {
    type Err = Infallible;

    /// A word that is not known is a free key.
    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(word.into())
    }
}

const WORDS: [(&str, Dimension); 11] = [
    ("service", Dimension::Service),
    ("organization", Dimension::Organization),
    ("team", Dimension::Team),
    ("tenant", Dimension::Tenant),
    ("customer", Dimension::Customer),
    ("user", Dimension::User),
    ("session", Dimension::Session),
    ("agent", Dimension::Agent),
    ("workflow", Dimension::Workflow),
    ("provider", Dimension::Provider),
    ("model", Dimension::Model),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_that_of_its_place() {
        for (index, (word, dimension)) in WORDS.iter().enumerate() {
            assert_eq!((dimension.index(), dimension.as_str()), (Some(index), *word));
            assert_eq!(Dimension::from(*word), *dimension);
        }
        assert_eq!(Dimension::from(" plan "), Dimension::Key("plan".into()));
    }
}
