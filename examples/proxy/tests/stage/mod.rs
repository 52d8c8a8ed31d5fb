//! A proxy that runs, and what it tells.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use genai_otel::http::Tap;
use genai_otel::{CallRecord, Instrumentation, RecordSink};
use genai_otel_proxy_example::{Upstreams, router};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use ureq::Agent;

pub(crate) struct Stage {
    pub(crate) address: SocketAddr,
    told: mpsc::Receiver<Arc<CallRecord>>,
    _runtime: Runtime,
}

impl Stage {
    /// A proxy to these upstreams, by name.
    pub(crate) fn of<const N: usize>(named: [(&str, &str); N]) -> Self {
        let mut upstreams = Upstreams::default();
        for (name, url) in named {
            upstreams.add(&format!("{name}={url}")).unwrap();
        }
        let (tell, told) = mpsc::channel();
        let instrumentation = Instrumentation::builder().sink(Telling(tell)).build();
        let router =
            router(upstreams, Tap::builder().instrumentation(instrumentation).build()).unwrap();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async { axum::serve(listener, router).await });
        Self { address, told, _runtime: runtime }
    }

    /// The base URL of an upstream.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }

    /// The URL of chat completions at the upstream `openai`.
    pub(crate) fn chat(&self) -> String {
        format!("{}/v1/chat/completions", self.url("openai"))
    }

    /// The next call that has ended.
    pub(crate) fn told(&self) -> Arc<CallRecord> {
        self.told.recv_timeout(Duration::from_secs(120)).expect("a call ends")
    }
}

struct Telling(mpsc::Sender<Arc<CallRecord>>);

impl RecordSink for Telling {
    fn record(&self, record: &Arc<CallRecord>) {
        drop(self.0.send(Arc::clone(record)));
    }
}

/// A client that takes every status for an answer.
pub(crate) fn client() -> Agent {
    Agent::config_builder().http_status_as_error(false).build().into()
}
