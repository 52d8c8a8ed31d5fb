//! What follows when something has been read to its end.

use super::Facts;
use super::pieces::{EntryFacts, ImageFacts};
use super::words::Runs;
use crate::reader::node::{Count, Node, Split};
use crate::response::{FinishReason, ToolCall};

impl Facts {
    pub(super) fn end_choice(&mut self) {
        let index = self.choice.index;
        for (choice, _) in self.tools.iter_mut().skip(self.choice.first_tool) {
            *choice = index;
        }
        if self.notes_events {
            self.forget_repeated_tools();
        }
        let stop = self.choice.stop.take();
        let Some(reason) = self.choice.reason.take().or(stop) else { return };
        // The same choice comes again and again in a list of chunks, but never twice in one of them.
        let mut earlier = self.reasons.iter_mut().take(self.choice.earlier_reasons);
        if let Some((_, known)) = earlier.find(|(known, _)| *known == index) {
            *known = reason;
        } else if self.reasons.len() < MAX_LISTED {
            if self.reasons.is_empty() {
                self.reasons.reserve_exact(FIRST_REASONS);
            }
            self.reasons.push((index, reason));
        }
    }

    /// Some servers that imitate chat completions name a tool again with each piece of its arguments.
    fn forget_repeated_tools(&mut self) {
        let mut at = self.choice.first_tool;
        while let Some(tool) = self.tools.get(at) {
            let mut earlier = self.tools.iter().take(at);
            if tool.1.id.is_some() && earlier.any(|known| known == tool) {
                self.tools.remove(at);
            } else {
                at += 1;
            }
        }
    }

    pub(super) fn end_item(&mut self) {
        let item = std::mem::take(&mut self.item);
        // Later chunks of a tool call carry pieces of its arguments and no name.
        let Some(name) = item.name else { return };
        let tool = ToolCall { name, id: item.call_id.or(item.id) };
        // Events of the Responses API and of conversations name it several times.
        let is_known = item.is_repeated && self.tools.iter().any(|(_, known)| *known == tool);
        if !is_known && self.tools.len() < MAX_LISTED {
            self.event.bears_output = true;
            self.tools.push((0, tool));
        }
    }

    pub(super) fn end_body(&mut self) {
        match self.item.runs {
            Runs::AtClient => self.end_item(),
            Runs::AtProvider => self.end_hosted(),
            Runs::Unknown => {}
        }
        if self.image.came && !self.image.is_partial {
            self.images = Some(self.images.unwrap_or(0).saturating_add(1));
        }
        self.image = ImageFacts::default();
    }

    pub(super) fn begin_part(&mut self, node: Node) {
        match node {
            // A later list replaces an earlier one.
            Node::CacheDetails => {
                *self.count_mut(Count::CacheWrite5m) = None;
                *self.count_mut(Count::CacheWrite1h) = None;
            }
            Node::CacheDetail => self.entry = EntryFacts::default(),
            _ => self.parts.has_failed = false,
        }
    }

    pub(super) fn end_lifetime(&mut self) {
        let EntryFacts { lifetime: Some(lifetime), tokens: Some(tokens), .. } = self.entry else {
            return;
        };
        let known = self.count_mut(lifetime);
        match known.unwrap_or(0).checked_add(tokens) {
            Some(sum) => *known = Some(sum),
            None => self.add_invalid(),
        }
    }

    pub(super) fn end_page(&mut self) {
        if self.parts.end() {
            let known = self.count_mut(Count::Pages);
            *known = Some(known.unwrap_or(0).saturating_add(1));
        }
    }

    pub(super) fn end_image(&mut self) {
        if self.parts.end() {
            self.images = Some(self.images.unwrap_or(0).saturating_add(1));
        }
    }

    /// A tool that is run by the provider is not asked for.
    pub(super) fn end_hosted(&mut self) {
        let item = std::mem::take(&mut self.item);
        if item.visits {
            self.add_visit();
        }
        if item.runs == Runs::AtProvider
            && let Some(name) = item.kind.or(item.name)
            && self.hosted.len() < MAX_LISTED
        {
            self.hosted.push(name);
        }
    }

    /// Nothing is listed, or not yet.
    pub(super) fn lists_nothing(&self) -> bool {
        self.listed.unwrap_or(0) == 0
    }

    pub(super) fn add_listed(&mut self) {
        self.listed = Some(self.listed.unwrap_or(0).saturating_add(1));
    }

    /// A choice of a stream whose reason never came ended with an error, by the conventions.
    pub(in crate::reader) fn end_open_choices(&mut self) {
        if !self.notes_events {
            return;
        }
        for (index, _) in &self.reasons {
            let bit = u32::try_from(*index).ok().and_then(|index| 1_u128.checked_shl(index));
            self.begun &= !bit.unwrap_or(0);
        }
        for index in (0..u128::BITS).filter(|index| self.begun >> index & 1 == 1) {
            if self.reasons.len() < MAX_LISTED {
                self.reasons.push((index.into(), FinishReason::new("error")));
            }
        }
    }

    pub(super) fn end_entry(&mut self, split: Split) {
        let EntryFacts { modality: Some(modality), tokens: Some(tokens), .. } = self.entry else {
            return;
        };
        let known = &mut self.splits[split as usize][modality as usize];
        match known.unwrap_or(0).checked_add(tokens) {
            Some(sum) => *known = Some(sum),
            None => self.add_invalid(),
        }
    }
}

/// Room for the reasons of most answers. With their indices, three take as much as four without, so that the list
/// without them is made in place.
const FIRST_REASONS: usize = 3;

/// The most choices, and the most tool calls, kept of one response.
const MAX_LISTED: usize = 128;
