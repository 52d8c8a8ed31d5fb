//! The tap as a layer.
