//! A small gRPC server on a thread of its own, which can misbehave on purpose: unary calls over HTTP/2, nothing else.

mod answer;
mod call;
mod message;
mod server;

pub(crate) use answer::GrpcAnswer;
pub(crate) use call::{Call, CallError};
pub(crate) use server::GrpcServer;
