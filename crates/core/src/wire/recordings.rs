//! The recorded exchanges, read.

mod bodies;
mod calls;
