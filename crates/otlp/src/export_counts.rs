/// What became of the telemetry so far; a copy taken at one moment.
///
/// With nothing ending meanwhile and a flush behind, every span that ended is delivered, dropped or lost, and counted
/// in one of the three; and so is every log record. With a spool those that wait there are in none of them, and those
/// that others left there, once they are taken care of, in `spans_recovered` or `logs_recovered` as well: ended and
/// recovered are delivered, dropped, lost and waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportCounts {
    /// Sampled spans that ended before the shutdown. Those neither delivered nor dropped nor lost still wait.
    pub spans_ended: u64,
    /// Spans that the collector accepted.
    pub spans_delivered: u64,
    /// Spans that found the queue, the spool or the memory that stands in for it full and were never sent.
    pub spans_dropped: u64,
    /// Spans whose export failed for good, and those that the collector rejected. With a spool those that were set aside
    /// because the collector refuses them, those that grew too old, and those that somebody removed.
    pub spans_lost: u64,
    /// Of the lost ones, those that the collector rejected out of a batch that it accepted otherwise.
    pub spans_rejected: u64,
    /// Spans written to the spool, so far; sent or not.
    pub spans_spooled: u64,
    /// Of those delivered or lost, spans that other processes had left in the spool, or an earlier run of this one.
    pub spans_recovered: u64,
    /// Exports of metrics that the collector accepted, if only in part. With a spool, requests.
    pub metric_exports_delivered: u64,
    /// Exports of metrics that failed for good; cumulative metrics make up for it with the next one. With a spool, metrics
    /// that were lost or dropped, each for itself.
    pub metric_exports_failed: u64,
    /// Data points that the collector rejected out of exports that it accepted otherwise.
    pub metric_points_rejected: u64,
    /// Log records that were emitted before the shutdown. Those neither delivered nor dropped nor lost still wait.
    pub logs_emitted: u64,
    /// Log records that the collector accepted.
    pub logs_delivered: u64,
    /// Log records that found the queue full and were never sent, or found no thread to send them.
    pub logs_dropped: u64,
    /// Log records whose export failed for good, and those that the collector rejected.
    pub logs_lost: u64,
    /// Of the lost ones, those that the collector rejected out of a batch that it accepted otherwise.
    pub logs_rejected: u64,
    /// Log records written to the spool, so far; sent or not.
    pub logs_spooled: u64,
    /// Of those delivered or lost, log records that others had left in the spool.
    pub logs_recovered: u64,
    /// Spans that found the console's queue full and were not printed. Counts of this and the next kind are about the
    /// console, all others about the collector.
    pub console_spans_dropped: u64,
    /// Trees and tables that could not be written to the console.
    pub console_writes_failed: u64,
}
