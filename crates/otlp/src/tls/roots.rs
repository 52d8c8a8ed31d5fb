use std::sync::{Arc, OnceLock};

use rustls::{RootCertStore, pki_types::CertificateDer};

/// The certificates that the system trusts. They are read when the first signal asks, and by all signals of a pipeline
/// once: it takes longer than all the rest of a set-up.
#[derive(Clone, Debug, Default)]
pub(crate) struct SystemRoots(Arc<OnceLock<Roots>>);

#[derive(Debug)]
struct Roots {
    certificates: Vec<CertificateDer<'static>>,
    /// Those of them that can be read.
    store: OnceLock<RootCertStore>,
}

impl SystemRoots {
    pub(super) fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.loaded().certificates
    }

    /// What remains of them when they are checked.
    #[cfg_attr(not(feature = "grpc"), allow(dead_code, reason = "HTTP checks them itself"))]
    pub(super) fn store(&self) -> &RootCertStore {
        let Roots { certificates, store } = self.loaded();
        store.get_or_init(|| {
            let mut store = RootCertStore::empty();
            // One that nobody can read is not worth an error, as long as nobody shows it.
            store.add_parsable_certificates(certificates.iter().cloned());
            store
        })
    }

    fn loaded(&self) -> &Roots {
        self.0.get_or_init(|| {
            #[cfg(test)]
            tests::LOADS.set(tests::LOADS.get() + 1);
            let certificates = rustls_native_certs::load_native_certs().certs;
            Roots { certificates, store: OnceLock::new() }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::{OtlpPipeline, Protocol, SetupError};

    thread_local! {
        pub(super) static LOADS: Cell<u32> = const { Cell::new(0) };
    }

    #[test]
    fn system_is_asked_once_for_all_signals() {
        let protocols = [
            Protocol::HttpProtobuf,
            #[cfg(feature = "grpc")]
            Protocol::Grpc,
        ];
        for protocol in protocols {
            LOADS.set(0);
            let pipeline = OtlpPipeline::from_pairs([]).protocol(protocol);
            let built = pipeline.endpoint("https://localhost:1").build();
            // There are systems without.
            assert!(matches!(built, Ok(_) | Err(SetupError::NoTrustedCertificates)), "{built:?}");
            assert_eq!(LOADS.get(), 1, "{protocol}");
        }
    }

    #[test]
    fn system_is_not_asked_where_it_does_not_matter() {
        LOADS.set(0);
        let built = OtlpPipeline::from_pairs([]).endpoint("http://localhost:1").build();
        assert!(built.is_ok());
        assert_eq!(LOADS.get(), 0);
    }
}
