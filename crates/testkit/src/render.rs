//! Spans and metrics as text that a person can read and a test can compare.

mod forest;
mod metric_list;
mod number;
mod shown;
mod trace_tree;

pub use metric_list::MetricList;
pub use trace_tree::TraceTree;
