//! The conditions under which something holds.

use super::fault::Fault;
use super::fields::{entries, short};
use super::node::Node;
use super::problem::PriceFileProblem;
use super::scalar::lower;
use crate::model::Condition;

/// Conditions, sorted by key, in lower case. Never empty.
pub(crate) fn conditions(node: Node<'_>) -> Result<Vec<Condition>, Fault> {
    let at = node.at;
    let mut conditions: Vec<Condition> = Vec::new();
    entries(node, |key, node| {
        let name = key.text.trim().to_lowercase();
        if name.is_empty() {
            let problem = "is empty";
            return Err(Fault::new(key.at, PriceFileProblem::Text { text: name, problem }));
        }
        if conditions.len() == MOST {
            return Err(Fault::new(key.at, PriceFileProblem::TooMany { most: MOST }));
        }
        if conditions.iter().any(|known| known.key == name) {
            return Err(Fault::new(key.at, PriceFileProblem::Twice { name: short(&name) }));
        }
        conditions.push(Condition { key: name, value: lower(node)? });
        Ok(())
    })?;
    conditions.sort();
    if conditions.is_empty() {
        let instead = "write at least one condition, such as `processing` = `batch`";
        return Err(Fault::new(at, PriceFileProblem::Empty { instead }));
    }
    Ok(conditions)
}

/// As many as a call can have.
const MOST: usize = 16;
