//! Tables and lists of a file, with the name of the key in what is wrong.

use super::fault::Fault;
use super::node::{Key, Node, Value};
use super::problem::PriceFileProblem;

/// The keys of a table that are still to be read. Others than the known are refused, and so are those that stand twice.
pub(crate) struct Fields<'t> {
    at: usize,
    fields: Vec<(Key<'t>, Node<'t>)>,
}

impl<'t> Fields<'t> {
    pub(crate) fn of(node: Node<'t>, known: &[&str]) -> Result<Self, Fault> {
        let at = node.at;
        let fields = table(node)?;
        for (key, _) in &fields {
            if !known.contains(&&*key.text) {
                let known = listed(known.iter().copied());
                let fault = Fault::new(key.at, PriceFileProblem::UnknownKey { known });
                return Err(fault.within(&short(&key.text)));
            }
        }
        Ok(Self { at, fields })
    }

    /// The value of a key, if it is there.
    pub(crate) fn optional<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(Node<'t>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let Some(index) = self.fields.iter().position(|(known, _)| known.text == key) else {
            return Ok(None);
        };
        let (_, node) = self.fields.swap_remove(index);
        read(node).map(Some).map_err(|fault| fault.within(key))
    }

    /// The value of a key. `what` is what to write where it is missing.
    pub(crate) fn required<T>(
        &mut self,
        key: &str,
        what: &'static str,
        read: impl FnOnce(Node<'t>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.optional(key, read)?
            .ok_or_else(|| Fault::new(self.at, PriceFileProblem::Missing { what }).within(key))
    }

    /// Where the value of a key stands; where the table does, if it has none.
    pub(crate) fn place_of(&self, key: &str) -> usize {
        let found = self.fields.iter().find(|(known, _)| known.text == key);
        found.map_or(self.at, |(_, node)| node.at)
    }
}

/// The items of a list.
pub(crate) fn each<'t, T>(
    node: Node<'t>,
    mut read: impl FnMut(Node<'t>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let Value::List(items) = node.value else { return Err(node.is_not("a list")) };
    let items = items.into_iter().enumerate();
    let items =
        items.map(|(index, item)| read(item).map_err(|fault| fault.within(&format!("[{index}]"))));
    items.collect()
}

/// The entries of a table whose keys are free.
pub(crate) fn entries<'t, T>(
    node: Node<'t>,
    mut read: impl FnMut(&Key<'t>, Node<'t>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let entries = table(node)?.into_iter();
    let entries = entries
        .map(|(key, value)| read(&key, value).map_err(|fault| fault.within(&short(&key.text))));
    entries.collect()
}

/// Names as they are listed in messages.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A text as it is quoted in messages: its first 64 characters, in one line.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(64).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The entries of a table, without those that are null.
fn table<'t>(node: Node<'t>) -> Result<Vec<(Key<'t>, Node<'t>)>, Fault> {
    let Value::Table(mut fields) = node.value else { return Err(node.is_not("a table")) };
    let mut seen = std::collections::HashSet::new();
    for (key, _) in &fields {
        if !seen.insert(&*key.text) {
            let name = short(&key.text);
            return Err(Fault::new(key.at, PriceFileProblem::Twice { name }));
        }
    }
    fields.retain(|(_, node)| !matches!(node.value, Value::Nothing));
    Ok(fields)
}
