//! Only tests: our instrumentation beside client libraries as they are published.
