use std::collections::HashMap;

use opentelemetry::TraceId;

use super::{
    line::Line,
    page::{Ink, Page},
};

/// Spans of one trace that are printed together.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) trace: TraceId,
    pub(super) lines: Vec<Line>,
    pub(super) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Its local root ended, and what ended before is here.
    Whole,
    /// It ended after what it belongs to was printed.
    Late,
    /// Printed before its root ended, on demand or for want of room.
    Incomplete,
}

impl Tree {
    pub(super) fn put_on(mut self, page: &mut Page) {
        self.lines.sort_by_key(|line| (line.start, line.span.to_bytes()));
        self.put_head_on(page);
        let branches = Branches::of(&self.lines);
        let mut is_printed = vec![false; self.lines.len()];
        // What no top leads to is a ring of parents; it is cut where it began first.
        let starts = branches.tops.iter().copied().chain(0..self.lines.len());
        for start in starts {
            let is_last = branches.tops.last().is_none_or(|last| *last == start);
            // A stack of its own: a chain of parents may be longer than a thread's.
            let mut stack = vec![Step { index: start, guides: String::new(), depth: 0, is_last }];
            while let Some(Step { index, guides, depth, is_last }) = stack.pop() {
                let Some(line) = self.lines.get(index) else { continue };
                if is_printed.get_mut(index).is_none_or(|it| std::mem::replace(it, true)) {
                    continue;
                }
                page.put(Ink::Dim, &guides);
                page.put(Ink::Dim, if is_last { "└─ " } else { "├─ " });
                if depth > MAX_DEPTH {
                    page.put(Ink::Dim, &format!("(depth {depth}) "));
                }
                line.put_on(page);
                page.end_line();
                let deeper = if depth < MAX_DEPTH {
                    format!("{guides}{}", if is_last { "   " } else { "│  " })
                } else {
                    guides
                };
                let children = branches.children.get(&index).map(Vec::as_slice).unwrap_or_default();
                for (place, child) in children.iter().enumerate().rev() {
                    let is_last = place + 1 == children.len();
                    let guides = deeper.clone();
                    stack.push(Step { index: *child, guides, depth: depth + 1, is_last });
                }
            }
        }
    }

    fn put_head_on(&self, page: &mut Page) {
        let count = self.lines.len();
        let spans = if count == 1 { "span" } else { "spans" };
        page.put(Ink::Dim, &format!("trace {} · {count} {spans}", self.trace));
        match self.state {
            State::Whole => {}
            State::Late => page.put(Ink::Yellow, " · late, the rest is above"),
            State::Incomplete => page.put(Ink::Yellow, " · incomplete, its root has not ended"),
        }
        page.end_line();
    }
}

/// Who is below whom, by place.
struct Branches {
    tops: Vec<usize>,
    children: HashMap<usize, Vec<usize>>,
}

impl Branches {
    fn of(lines: &[Line]) -> Self {
        let places: HashMap<_, _> =
            lines.iter().enumerate().map(|(place, line)| (line.span, place)).collect();
        let mut tops = Vec::new();
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for (place, line) in lines.iter().enumerate() {
            match places.get(&line.parent) {
                Some(parent) if !line.is_local_root => {
                    children.entry(*parent).or_default().push(place)
                }
                _ => tops.push(place),
            }
        }
        Self { tops, children }
    }
}

struct Step {
    index: usize,
    guides: String,
    depth: usize,
    is_last: bool,
}

/// Deeper lines stay at this depth and name theirs.
const MAX_DEPTH: usize = 24;
