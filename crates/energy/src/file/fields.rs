//! The keys of a table.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Fault, short};

/// A value and where it stands.
pub(super) type Node<'t> = Spanned<DeValue<'t>>;

/// The keys of a table that are still to be read. Others than the known are refused.
pub(super) struct Fields<'t> {
    at: usize,
    fields: Vec<(String, Node<'t>)>,
}

impl<'t> Fields<'t> {
    pub(super) fn of_root(root: Spanned<DeTable<'t>>, known: &[&str]) -> Result<Self, Fault> {
        Self::of(root.span().start, root.into_inner(), known)
    }

    pub(super) fn of(at: usize, table: DeTable<'t>, known: &[&str]) -> Result<Self, Fault> {
        let mut fields = Vec::new();
        for (key, value) in table {
            let (start, name) = (key.span().start, key.into_inner());
            if !known.contains(&&*name) {
                let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("is no key here: they are {}", known.join(", "));
                return Err(Fault::new(start, format!("`{}` {message}", short(&name))));
            }
            fields.push((name.into_owned(), value));
        }
        Ok(Self { at, fields })
    }

    /// Where the table begins.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The value of a key, if it is there.
    pub(super) fn optional<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(Node<'t>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let Some(index) = self.fields.iter().position(|(known, _)| known == key) else {
            return Ok(None);
        };
        let (_, node) = self.fields.swap_remove(index);
        read(node).map(Some).map_err(|fault| fault.within(key))
    }

    /// The value of a key. `what` is what to write where it is missing.
    pub(super) fn required<T>(
        &mut self,
        key: &str,
        what: &str,
        read: impl FnOnce(Node<'t>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let at = self.at;
        self.optional(key, read)?
            .ok_or_else(|| Fault::new(at, format!("is missing: {what}")).within(key))
    }
}
