//! The counts of a usage by their keys.

use genai_otel_core::{Measured, Usage};

/// A count by its key in a line, and where it stands in a [`Usage`].
pub(super) struct Count {
    pub(super) key: &'static str,
    pub(super) of: fn(&Usage) -> Measured<u64>,
    pub(super) of_mut: fn(&mut Usage) -> &mut Measured<u64>,
}

macro_rules! counts {
    ($($key:literal $field:ident)*) => {
        [$(Count { key: $key, of: |usage| usage.$field, of_mut: |usage| &mut usage.$field }),*]
    };
}

/// The counts that stand first in a line, the total apart.
pub(super) static FIRST: [Count; 5] = counts! {
    "input_tokens" input
    "output_tokens" output
    "cache_read_tokens" cache_read
    "cache_write_tokens" cache_write
    "reasoning_tokens" reasoning
};

/// The total, which a line also has where the provider gave none.
pub(super) static TOTAL: Count =
    Count { key: "total_tokens", of: |usage| usage.total, of_mut: |usage| &mut usage.total };

/// The other counts.
pub(super) static OTHERS: [Count; 24] = counts! {
    "cache_write_5m_tokens" cache_write_5m
    "cache_write_1h_tokens" cache_write_1h
    "input_text_tokens" input_text
    "input_audio_tokens" input_audio
    "input_image_tokens" input_image
    "input_video_tokens" input_video
    "input_tool_tokens" input_tool
    "output_text_tokens" output_text
    "output_audio_tokens" output_audio
    "output_image_tokens" output_image
    "output_video_tokens" output_video
    "citation_tokens" citations
    "cache_read_text_tokens" cache_read_text
    "cache_read_audio_tokens" cache_read_audio
    "cache_read_image_tokens" cache_read_image
    "cache_read_video_tokens" cache_read_video
    "pages" pages
    "annotated_pages" annotated_pages
    "characters" characters
    "images" images
    "pixels" pixels
    "searches" searches
    "storage_searches" storage_searches
    "code_executions" code_executions
};

/// The key of the length of audio or video.
pub(super) const MEDIA: &str = "media_ms";

/// All counts, in the order of a line.
pub(super) fn all() -> impl Iterator<Item = &'static Count> {
    FIRST.iter().chain([&TOTAL]).chain(&OTHERS)
}

/// The count of this key.
pub(super) fn named(key: &str) -> Option<&'static Count> {
    all().find(|count| count.key == key)
}
