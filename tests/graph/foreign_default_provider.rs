//! Two providers of cryptography, and the other one installed for the whole program.

use genai_otel_graph_tests::deliver_over_tls;
use rustls::crypto::aws_lc_rs;

#[test]
fn exports_over_tls_beside_a_foreign_default() {
    assert!(aws_lc_rs::default_provider().install_default().is_ok());
    deliver_over_tls();
}
