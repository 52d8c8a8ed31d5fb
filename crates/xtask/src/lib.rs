//! What is generated, from what, and how: the tables of facts under `facts/` and the writers that turn
//! them into source and reference pages. The binary of this package adds the gates.

pub mod facts;
pub mod generate;
