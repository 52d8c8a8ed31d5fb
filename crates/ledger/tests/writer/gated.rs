//! A file system whose writes stop at a gate.

use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

use genai_otel_journal::{Entry, File, FileSystem, Metadata, Simulated};

/// A simulated file system whose writes wait while the gate is shut.
#[derive(Clone, Debug)]
pub(crate) struct Gated {
    pub(crate) disk: Simulated,
    gate: Arc<Gate>,
}

#[derive(Debug, Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_shut: bool,
    /// Writes that wait.
    waiting: usize,
}

impl Gated {
    pub(crate) fn new() -> Self {
        Self { disk: Simulated::new(), gate: Arc::default() }
    }

    pub(crate) fn shut(&self) {
        self.gate.state.lock().unwrap().is_shut = true;
    }

    pub(crate) fn open_gate(&self) {
        self.gate.state.lock().unwrap().is_shut = false;
        self.gate.changed.notify_all();
    }

    /// Returns when a write waits at the gate.
    pub(crate) fn wait_for_write(&self) {
        let state = self.gate.state.lock().unwrap();
        drop(self.gate.changed.wait_while(state, |state| state.waiting == 0).unwrap());
    }

    fn file(&self, file: Arc<dyn File>) -> Arc<dyn File> {
        Arc::new(GatedFile { file, gate: Arc::clone(&self.gate) })
    }
}

impl Gate {
    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.waiting += 1;
        self.changed.notify_all();
        let mut state = self.changed.wait_while(state, |state| state.is_shut).unwrap();
        state.waiting -= 1;
    }
}

impl FileSystem for Gated {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.disk.create_dir(path)
    }
    fn entries(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.disk.entries(path)
    }
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.disk.metadata(path)
    }
    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        Ok(self.file(self.disk.create(path)?))
    }
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        Ok(self.file(self.disk.open(path)?))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.disk.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.disk.remove_file(path)
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.disk.remove_dir(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.disk.sync_dir(path)
    }
}

#[derive(Debug)]
struct GatedFile {
    file: Arc<dyn File>,
    gate: Arc<Gate>,
}

impl File for GatedFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buffer, offset)
    }
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.gate.pass();
        self.file.write_at(bytes, offset)
    }
    fn set_len(&self, bytes: u64) -> io::Result<()> {
        self.file.set_len(bytes)
    }
    fn sync(&self) -> io::Result<()> {
        self.file.sync()
    }
    fn metadata(&self) -> io::Result<Metadata> {
        self.file.metadata()
    }
    fn try_lock(&self) -> io::Result<bool> {
        self.file.try_lock()
    }
}
