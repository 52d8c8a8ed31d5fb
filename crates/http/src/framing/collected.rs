//! Frames as text, for tests that compare whole outputs.

use super::{Asked, Fault, FrameSink, Frames, Framing, Head};

/// Prints each frame as one line: its name and data escaped, and how it ended if not well.
#[derive(Debug, Default)]
pub(super) struct Collected {
    text: String,
    data: Vec<u8>,
    open: bool,
}

impl Collected {
    pub(super) fn into_text(self) -> String {
        self.text
    }
}

impl FrameSink for Collected {
    fn begin(&mut self, head: Head<'_>) {
        assert!(!self.open, "a frame begins within another");
        self.open = true;
        match head {
            Head::Event(None) => {}
            Head::Event(Some(name)) => self.text += &format!("<{name}> "),
            fault => self.text += &format!("{fault:?} "),
        }
    }

    fn data(&mut self, piece: &[u8]) {
        assert!(self.open, "data outside a frame");
        assert!(!piece.is_empty(), "an empty piece");
        self.data.extend(piece);
    }

    fn end(&mut self, outcome: Result<(), Fault>) {
        assert!(self.open, "the end of no frame");
        self.open = false;
        let data = String::from_utf8_lossy(&self.data);
        self.text += &data.replace('\n', "\\n").replace('\r', "\\r");
        self.data.clear();
        if let Err(fault) = outcome {
            self.text += &format!(" !{fault:?}");
        }
        self.text.push('\n');
    }

    fn renamed(&mut self, name: &str) {
        assert!(self.open, "a name for no frame");
        self.data.extend(format!("<={name}>").bytes());
    }

    fn keep_alive(&mut self) {
        if self.open {
            self.data.extend(b"<alive>");
        } else {
            self.text += "<alive>\n";
        }
    }
}

/// The frames of a body, one per line, and the fault at the end.
pub(super) fn collect(framing: Framing, body: &[u8]) -> String {
    collect_split(framing, body, &[])
}

/// The same with the body split at these places, which ascend.
pub(super) fn collect_split(framing: Framing, body: &[u8], splits: &[usize]) -> String {
    feed(Frames::of(framing), body, splits)
}

/// The frames of a response with this content type.
pub(super) fn collect_claimed(
    content_type: Option<&str>,
    asked: Asked,
    body: &[u8],
    splits: &[usize],
) -> String {
    feed(Frames::new(content_type, asked), body, splits)
}

/// The data of each frame.
pub(super) fn data_of(framing: Framing, body: &[u8], splits: &[usize]) -> Vec<Vec<u8>> {
    let mut data = Data::default();
    pass(&mut Frames::of(framing), body, splits, &mut data);
    data.0
}

/// Keeps the data of each frame.
#[derive(Debug, Default)]
pub(super) struct Data(pub(super) Vec<Vec<u8>>);

impl FrameSink for Data {
    fn begin(&mut self, _head: Head<'_>) {
        self.0.push(Vec::new());
    }

    fn data(&mut self, piece: &[u8]) {
        self.0.last_mut().unwrap().extend(piece);
    }

    fn end(&mut self, _outcome: Result<(), Fault>) {}
}

fn pass<S: FrameSink>(frames: &mut Frames, body: &[u8], splits: &[usize], sink: &mut S) {
    let mut from = 0;
    for &to in splits.iter().chain([&body.len()]) {
        frames.push(&body[from..to], sink);
        from = to;
    }
    frames.finish(sink);
}

fn feed(mut frames: Frames, body: &[u8], splits: &[usize]) -> String {
    let mut collected = Collected::default();
    pass(&mut frames, body, splits, &mut collected);
    assert!(!collected.open, "a frame without end");
    if let Some(fault) = frames.fault() {
        collected.text += &format!("!{fault:?}\n");
    }
    collected.text
}
