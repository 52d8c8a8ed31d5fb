//! Whole exchanges through a tap.

use genai_otel_core::{CallId, CallRecord, ErrorClass, Instrumentation, Trouble};
use genai_otel_http::Tap;
use genai_otel_http::exchange::RequestHead;
use genai_otel_testkit::{FakeClock, RecordingSink};

/// A request and its response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) head: RequestHead<'a>,
    pub(crate) request: Option<&'a [u8]>,
    pub(crate) status: u16,
    pub(crate) headers: &'a [(&'a str, &'a [u8])],
    pub(crate) body: &'a [u8],
    pub(crate) end: End,
}

/// How the body ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Whole,
    Dropped,
    Failed,
}

/// What was told of an exchange.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Passed {
    /// Without what no two calls share. There is none of a request that is no call.
    pub(crate) record: Option<CallRecord>,
    pub(crate) troubles: Vec<(Trouble, u64)>,
}

impl Passed {
    pub(crate) fn count(&self, wanted: Trouble) -> u64 {
        self.troubles.iter().find(|(trouble, _)| *trouble == wanted).map_or(0, |(_, count)| *count)
    }
}

impl Scene<'_> {
    /// Sends the body in slices of these sizes, over and over.
    pub(crate) fn pass(&self, sizes: &[usize]) -> Passed {
        let sink = RecordingSink::new();
        let instrumentation =
            Instrumentation::builder().clock(FakeClock::new()).sink(sink.clone()).build();
        let tap = Tap::builder().instrumentation(instrumentation.clone()).build();
        let Some(exchange) = tap.exchange(&self.head, self.request) else {
            assert_eq!(sink.count(), 0, "a record of what is no call");
            return Passed::default();
        };
        let mut reading = exchange.answer(self.status, self.headers.iter().copied());
        let mut rest = self.body;
        for &size in sizes.iter().cycle() {
            let (slice, behind) = rest.split_at(size.min(rest.len()));
            reading.data(slice);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        match self.end {
            End::Whole => reading.end(),
            End::Dropped => {}
            End::Failed => reading.fail_as(ErrorClass::from_static("reset")),
        }
        drop(reading);
        let mut record = CallRecord::clone(&sink.only());
        record.id = CallId::default();
        Passed { record: Some(record), troubles: instrumentation.health().troubles().collect() }
    }
}
