use std::{
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::SystemTime,
};

use super::Keeper;

/// The thread that a keeper works on. Dropping it ends the thread and waits for that.
#[derive(Debug)]
pub(crate) struct Worker {
    keeper: Arc<Keeper>,
    wakes: Option<SyncSender<SystemTime>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// None where no thread can be started, which is told.
    pub(crate) fn start(keeper: &Arc<Keeper>) -> Option<Self> {
        let (wakes, woken) = sync_channel(1);
        let working = Arc::clone(keeper);
        let work = move || {
            while let Ok(now) = woken.recv() {
                working.work(now);
            }
        };
        let builder = thread::Builder::new().name("genai-otel-lines".to_owned());
        match builder.spawn(work) {
            Ok(thread) => {
                Some(Self { keeper: Arc::clone(keeper), wakes: Some(wakes), thread: Some(thread) })
            }
            Err(error) => {
                keeper.failed(&keeper.directory, "start a thread for closed files", &error);
                None
            }
        }
    }

    /// Lets it look. One that is about to look does so once.
    pub(crate) fn wake(&self, now: SystemTime) {
        if let Some(wakes) = &self.wakes {
            let _is_about_to = wakes.try_send(now);
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.keeper.is_stopped.store(true, Ordering::Relaxed);
        self.wakes = None;
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}
