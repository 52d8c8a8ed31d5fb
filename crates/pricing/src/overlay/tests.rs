//! The user's own file: what it says, and what is refused.

mod doubted;
mod refused;
mod said;
