//! Log records as records.

use std::{sync::Arc, time::Duration};

use opentelemetry::InstrumentationScope;
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogProcessor, SdkLogRecord},
};
use prost::Message as _;

use super::{Intake, record};

/// Writes every log record to the spool, in place of the SDK's queue.
#[derive(Clone, Debug)]
pub(crate) struct SpoolLogProcessor(Arc<Intake>);

impl SpoolLogProcessor {
    pub(crate) fn new(intake: Arc<Intake>) -> Self {
        Self(intake)
    }
}

impl LogProcessor for SpoolLogProcessor {
    fn emit(&self, log_record: &mut SdkLogRecord, scope: &InstrumentationScope) {
        let mut payload = Vec::new();
        record::begin(&record::encode_scope(scope, log_record.target().cloned()), &mut payload);
        LogRecord::from(&*log_record).encode_raw(&mut payload);
        self.0.push(&payload);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.wait_written().map_err(OTelSdkError::InternalFailure)
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.0.close();
        Ok(())
    }
}
