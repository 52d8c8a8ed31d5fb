use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::*;

#[derive(Clone, Debug, Default)]
struct Millis(Arc<AtomicU64>);

impl Clock for Millis {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_line_appears_after_half_a_second_and_is_cleared() {
    let (clock, screen) = (Millis::default(), Screen::default());
    let line = ProgressLine::new(clock.clone(), screen.clone());
    let question = line.question();
    for (at, done) in [(499, 1_000_000), (500, 5_000_000), (599, 6_000_000), (1_000, 10_000_000)] {
        clock.0.store(at, Ordering::Relaxed);
        question.tell(done, Some(20_000_000));
    }
    drop(question);
    let quick = line.question();
    drop(quick);
    let told = String::from_utf8(screen.0.lock().unwrap().clone()).unwrap();
    let blank = |count: usize| " ".repeat(count);
    assert_eq!(
        told,
        format!(
            "\r 25 % ██████{} 5 MB of 20 MB, 10 MB/s\u{1b}[K\r 50 % ████████████{} 10 MB of 20 MB, 10 MB/s\u{1b}[K\r\u{1b}[K",
            blank(18),
            blank(12)
        )
    );
}

#[test]
fn what_has_no_known_length_is_told_by_what_was_read() {
    let (clock, screen) = (Millis::default(), Screen::default());
    let line = ProgressLine::new(clock.clone(), screen.clone());
    let question = line.question();
    clock.0.store(2_000, Ordering::Relaxed);
    question.tell(3_000_000_000, None);
    let told = String::from_utf8(screen.0.lock().unwrap().clone()).unwrap();
    assert_eq!(told, "\r3.00 GB read, 1.50 GB/s\u{1b}[K");
}
