//! What models are for, by the names in files.

use super::fault::Fault;
use super::fields::{listed, short};
use super::node::Node;
use super::problem::PriceFileProblem;
use super::scalar::text;
use crate::model::Mode;

/// A mode by its name.
pub(crate) fn mode(node: Node<'_>) -> Result<Mode, Fault> {
    let at = node.at;
    let name = text(node)?;
    let found = MODES.into_iter().find(|mode| mode_name(*mode) == name);
    found.ok_or_else(|| {
        let (name, known) = (short(&name), listed(MODES.map(mode_name)));
        Fault::new(at, PriceFileProblem::UnknownMode { name, known })
    })
}

/// The name of a mode.
pub(crate) const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Chat => "chat",
        Mode::Embedding => "embedding",
        Mode::Rerank => "rerank",
        Mode::Image => "image",
        Mode::Video => "video",
        Mode::Transcription => "transcription",
        Mode::Speech => "speech",
        Mode::Realtime => "realtime",
        Mode::Ocr => "ocr",
        Mode::Search => "search",
        Mode::Moderation => "moderation",
        Mode::Other => "other",
    }
}

/// All modes, in the order of their names in messages.
pub(crate) const MODES: [Mode; 12] = [
    Mode::Chat,
    Mode::Embedding,
    Mode::Rerank,
    Mode::Image,
    Mode::Video,
    Mode::Transcription,
    Mode::Speech,
    Mode::Realtime,
    Mode::Ocr,
    Mode::Search,
    Mode::Moderation,
    Mode::Other,
];
