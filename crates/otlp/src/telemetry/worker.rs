use std::{
    fmt, io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
    thread,
};

use super::{completion::Ticket, drain::Drain};
use crate::SetupError;

/// A thread that flushes and shuts down one signal, so that no caller depends on how long the SDK takes.
///
/// It starts with the exporter, or with the first thing that could be flushed, but not with the first flush: at the end
/// of a program that ran out of threads there would be none to start. However many flushes are asked for while one runs, the next one answers them all.
pub(super) struct Worker {
    mailbox: Arc<Mailbox>,
    /// Belongs to the thread, and goes with it.
    drain: Weak<dyn Drain>,
    name: &'static str,
    /// What the thread gets when it starts; nothing once it has, or never will.
    asleep: Mutex<Option<Arc<dyn Drain>>>,
}

impl Worker {
    pub(super) fn start(name: &'static str, drain: impl Drain) -> Result<Arc<Self>, SetupError> {
        let worker = Self::asleep(name, drain);
        worker.wake()?;
        Ok(worker)
    }

    /// One without a thread until it is woken. As long as it is not there is nothing to flush.
    pub(super) fn asleep(name: &'static str, drain: impl Drain) -> Arc<Self> {
        let drain: Arc<dyn Drain> = Arc::new(drain);
        let known = Arc::downgrade(&drain);
        let asleep = Mutex::new(Some(drain));
        Arc::new(Self { mailbox: Arc::default(), drain: known, name, asleep })
    }

    /// Starts the thread, once.
    pub(super) fn wake(&self) -> Result<(), SetupError> {
        let mut asleep = self.sleeping();
        let Some(drain) = asleep.clone() else {
            let is_closed = self.mailbox.orders().is_closed;
            let closed = || self.refused(io::Error::other("the exporter is shut down"));
            return if is_closed { Err(closed()) } else { Ok(()) };
        };
        let inbox = Arc::clone(&self.mailbox);
        // Detached: it ends with the shutdown or with the worker, and joining it would wait without a bound.
        thread::Builder::new()
            .name(self.name.to_owned())
            .spawn(move || Closing(inbox).serve(&*drain))
            .map_err(|source| self.refused(source))?;
        *asleep = None;
        Ok(())
    }

    pub(super) fn flush(&self, ticket: Ticket) {
        if self.sleeping().is_some() {
            return ticket.settle(Ok(()));
        }
        let mut orders = self.mailbox.orders();
        if orders.is_closed {
            return; // the ticket says so when it drops
        }
        if orders.flushes.len() >= MAX_WAITING {
            drop(orders);
            return ticket.settle(Err(format!("{MAX_WAITING} flushes are waiting already")));
        }
        orders.flushes.push(Order { since: self.mark(), ticket });
        drop(orders);
        self.mailbox.changed.notify_one();
    }

    pub(super) fn shut_down(&self, ticket: Ticket) {
        let mut asleep = self.sleeping();
        if let Some(drain) = asleep.take() {
            // Before anybody could find it neither asleep nor closed.
            self.mailbox.orders().is_closed = true;
            drop(asleep);
            return ticket.settle(drain.shut_down());
        }
        drop(asleep);
        let mut orders = self.mailbox.orders();
        if orders.is_closed {
            return;
        }
        orders.shutdown = Some(Order { since: self.mark(), ticket });
        drop(orders);
        self.mailbox.changed.notify_one();
    }
}

impl Worker {
    fn sleeping(&self) -> MutexGuard<'_, Option<Arc<dyn Drain>>> {
        self.asleep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused(&self, source: io::Error) -> SetupError {
        SetupError::Thread { name: self.name, source }
    }

    fn mark(&self) -> u64 {
        self.drain.upgrade().map_or(0, |drain| drain.mark())
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.mailbox.orders().is_closed = true;
        self.mailbox.changed.notify_one();
    }
}

#[derive(Debug, Default)]
struct Mailbox {
    /// Held only for taking and putting orders, never while one is carried out.
    orders: Mutex<Orders>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Orders {
    flushes: Vec<Order>,
    shutdown: Option<Order>,
    is_closed: bool,
}

/// Who wants to hear of failures, and from which on: an export that fails while an earlier order is carried out is as
/// much the later one's business.
#[derive(Debug)]
struct Order {
    since: u64,
    ticket: Ticket,
}

impl Order {
    fn settle(self, drain: &dyn Drain, result: Result<(), String>) {
        self.ticket.settle(drain.failure_since(self.since).map_or(result, Err));
    }
}

impl Mailbox {
    /// Waits for something to do.
    fn take(&self) -> Orders {
        let idle = |orders: &mut Orders| {
            orders.flushes.is_empty() && orders.shutdown.is_none() && !orders.is_closed
        };
        let waited = self.changed.wait_while(self.orders(), idle);
        let mut orders = waited.unwrap_or_else(PoisonError::into_inner);
        Orders {
            flushes: std::mem::take(&mut orders.flushes),
            shutdown: orders.shutdown.take(),
            is_closed: orders.is_closed,
        }
    }

    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the mailbox when the thread ends, by a panic of a provider too, so that nobody puts an order nobody takes.
struct Closing(Arc<Mailbox>);

impl Closing {
    fn serve(&self, drain: &dyn Drain) {
        loop {
            let Orders { mut flushes, shutdown, is_closed } = self.0.take();
            if let Some(order) = &shutdown
                && drain.keep()
            {
                // All that a flush asks for, and all that a shutdown has to wait for.
                for order in flushes.drain(..) {
                    order.settle(drain, Ok(()));
                }
                order.ticket.note_safe();
            }
            // A shutdown sends everything anyway, so it answers the flushes before it too.
            let result = match &shutdown {
                Some(_) => drain.shut_down(),
                None if flushes.is_empty() => Ok(()),
                None => drain.flush(),
            };
            for order in flushes {
                order.settle(drain, result.clone());
            }
            if let Some(order) = shutdown {
                return order.settle(drain, result);
            }
            if is_closed {
                return;
            }
        }
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        let mut orders = self.0.orders();
        orders.is_closed = true;
        let unsettled = (std::mem::take(&mut orders.flushes), orders.shutdown.take());
        drop(orders);
        drop(unsettled);
    }
}

/// Flushes that may wait for one that runs. Each is a few words, and its caller has a bound of its own.
const MAX_WAITING: usize = 1_024;

#[cfg(test)]
mod tests {
    use std::{
        sync::mpsc::{Receiver, Sender, channel},
        time::Duration,
    };

    use super::*;
    use crate::{
        FlushError, Signal,
        telemetry::{completion::Completion, outlet::Outlet},
    };

    const TRACES: Outlet = Outlet::Otlp(Signal::Traces);

    /// Tells when it begins and ends when it is told to.
    struct Scripted {
        began: Sender<&'static str>,
        go_on: Mutex<Receiver<Result<(), String>>>,
    }

    impl Scripted {
        fn step(&self, name: &'static str) -> Result<(), String> {
            self.began.send(name).unwrap();
            self.go_on.lock().unwrap().recv().expect("told to panic")
        }
    }

    impl Drain for Scripted {
        fn mark(&self) -> u64 {
            0
        }

        fn failure_since(&self, _mark: u64) -> Option<String> {
            None
        }

        fn flush(&self) -> Result<(), String> {
            self.step("flush")
        }

        fn shut_down(&self) -> Result<(), String> {
            self.step("shut down")
        }
    }

    type Script = (Arc<Worker>, Receiver<&'static str>, Sender<Result<(), String>>);

    fn scripted() -> Script {
        let (began, begins) = channel();
        let (tell, go_on) = channel();
        let worker = Worker::start("scripted", Scripted { began, go_on: Mutex::new(go_on) });
        (worker.unwrap(), begins, tell)
    }

    fn flush(worker: &Worker) -> Arc<Completion> {
        let completion = Completion::of([(TRACES, None)].into_iter());
        worker.flush(completion.ticket(TRACES));
        completion
    }

    fn shut_down(worker: &Worker) -> Arc<Completion> {
        let completion = Completion::of([(TRACES, None)].into_iter());
        worker.shut_down(completion.ticket(TRACES));
        completion
    }

    #[test]
    fn flushes_asked_for_during_one_are_answered_by_the_next() {
        let (worker, begins, tell) = scripted();
        let first = flush(&worker);
        assert_eq!(begins.recv(), Ok("flush"));
        let later: Vec<_> = (0..100).map(|_| flush(&worker)).collect();
        tell.send(Err("first".to_owned())).unwrap();
        tell.send(Ok(())).unwrap();
        assert!(first.wait(Duration::MAX).is_err());
        for completion in later {
            assert_eq!(completion.wait(Duration::MAX), Ok(()));
        }
        drop(worker);
        assert_eq!(begins.iter().collect::<Vec<_>>(), ["flush"]);
    }

    #[test]
    fn shutdown_answers_the_flushes_before_it_and_later_ones_fail() {
        let (worker, begins, tell) = scripted();
        let running = flush(&worker);
        assert_eq!(begins.recv(), Ok("flush"));
        let (before, shutdown) = (flush(&worker), shut_down(&worker));
        tell.send(Ok(())).unwrap();
        tell.send(Ok(())).unwrap();
        for completion in [running, before, shutdown] {
            assert_eq!(completion.wait(Duration::MAX), Ok(()));
        }
        assert_eq!(begins.iter().collect::<Vec<_>>(), ["shut down"]);
        assert!(matches!(flush(&worker).wait(Duration::MAX), Err(FlushError::NotDelivered { .. })));
    }

    #[test]
    fn worker_that_never_woke_has_nothing_to_flush_and_shuts_down_at_once() {
        let (began, begins) = channel();
        let (tell, go_on) = channel();
        tell.send(Ok(())).unwrap();
        let worker = Worker::asleep("test", Scripted { began, go_on: Mutex::new(go_on) });
        assert_eq!(flush(&worker).wait(Duration::ZERO), Ok(()));
        assert_eq!(shut_down(&worker).wait(Duration::ZERO), Ok(()));
        assert!(worker.wake().is_err());
        assert!(flush(&worker).wait(Duration::ZERO).is_err());
        assert_eq!(begins.iter().collect::<Vec<_>>(), ["shut down"]);
    }

    #[test]
    fn worker_that_woke_does_not_start_twice() {
        let (began, begins) = channel();
        let (tell, go_on) = channel();
        let worker = Worker::asleep("test", Scripted { began, go_on: Mutex::new(go_on) });
        assert!(worker.wake().is_ok() && worker.wake().is_ok());
        let flushed = flush(&worker);
        tell.send(Ok(())).unwrap();
        assert_eq!(flushed.wait(Duration::MAX), Ok(()));
        assert_eq!(begins.recv(), Ok("flush"));
    }

    #[test]
    fn waiting_flushes_are_bounded() {
        let (worker, begins, tell) = scripted();
        let running = flush(&worker);
        assert_eq!(begins.recv(), Ok("flush"));
        let waiting: Vec<_> = (0..MAX_WAITING).map(|_| flush(&worker)).collect();
        assert!(flush(&worker).wait(Duration::MAX).is_err());
        tell.send(Ok(())).unwrap();
        tell.send(Ok(())).unwrap();
        assert_eq!(running.wait(Duration::MAX), Ok(()));
        assert!(waiting.iter().all(|completion| completion.wait(Duration::MAX).is_ok()));
    }

    #[test]
    fn panicking_provider_leaves_nobody_waiting() {
        let (worker, begins, tell) = scripted();
        let (running, later) = (flush(&worker), flush(&worker));
        assert_eq!(begins.recv(), Ok("flush"));
        drop(tell);
        assert!(running.wait(Duration::MAX).is_err());
        assert!(later.wait(Duration::MAX).is_err());
        assert!(begins.recv().is_err());
        assert!(shut_down(&worker).wait(Duration::MAX).is_err());
    }
}
