//! A small HTTP/1.1 server on threads of its own, which can misbehave on purpose.

mod answer;
mod connection;
mod incoming;
mod server;
mod stop;

pub(crate) use answer::{Answer, Body, Settlement};
pub(crate) use incoming::Incoming;
pub(crate) use server::Server;
