use std::collections::{HashMap, HashSet, VecDeque};

use opentelemetry::{SpanId, TraceId};

use super::{
    line::Line,
    tree::{State, Tree},
};

/// Spans that wait for the root above them, at most [`MAX_HELD`].
///
/// Children usually end first, so a tree is only known when its local root ended: the span without a parent in this
/// process. What belongs to a tree that was printed already follows as soon as it ended.
#[derive(Debug, Default)]
pub(super) struct Forest {
    groups: HashMap<TraceId, Group>,
    held: usize,
    arrivals: u64,
    printed: Printed,
}

#[derive(Debug)]
struct Group {
    arrival: u64,
    lines: Vec<Line>,
}

impl Forest {
    /// Takes what ended, and gives what can be printed now.
    pub(super) fn take_in(&mut self, lines: impl IntoIterator<Item = Line>) -> Vec<Tree> {
        let mut touched = Vec::new();
        let mut trees = Vec::new();
        for line in lines {
            let trace = line.trace;
            self.arrivals = self.arrivals.saturating_add(1);
            let group = Group { arrival: self.arrivals, lines: Vec::new() };
            self.groups.entry(trace).or_insert(group).lines.push(line);
            self.held = self.held.saturating_add(1);
            if !touched.contains(&trace) {
                touched.push(trace);
            }
        }
        for trace in touched {
            self.harvest(trace, &mut trees);
        }
        while self.held > MAX_HELD {
            let oldest = self.groups.iter().min_by_key(|(_, group)| group.arrival);
            let Some(trace) = oldest.map(|(trace, _)| *trace) else { break };
            trees.extend(self.fell(trace));
        }
        trees
    }

    /// Gives everything that is held, the oldest first.
    pub(super) fn take_all(&mut self) -> Vec<Tree> {
        let mut traces: Vec<_> =
            self.groups.iter().map(|(trace, group)| (group.arrival, *trace)).collect();
        traces.sort_unstable_by_key(|(arrival, _)| *arrival);
        traces.into_iter().filter_map(|(_, trace)| self.fell(trace)).collect()
    }

    /// Takes from a trace what hangs together up to a local root, or up to something that was printed.
    fn harvest(&mut self, trace: TraceId, trees: &mut Vec<Tree>) {
        let Some(Group { arrival, mut lines }) = self.groups.remove(&trace) else { return };
        let roots: Vec<_> =
            lines.iter().filter(|line| line.is_local_root).map(|line| line.span).collect();
        for root in roots {
            let (tree, rest) = split(lines, &[root]);
            lines = rest;
            trees.extend(self.tree(trace, tree, State::Whole));
        }
        let late = lines.iter().filter(|line| self.printed.contains(trace, line.parent));
        let late: Vec<_> = late.map(|line| line.span).collect();
        let (tree, lines) = split(lines, &late);
        trees.extend(self.tree(trace, tree, State::Late));
        if !lines.is_empty() {
            self.groups.insert(trace, Group { arrival, lines });
        }
    }

    /// Takes a whole trace as it is.
    fn fell(&mut self, trace: TraceId) -> Option<Tree> {
        let group = self.groups.remove(&trace)?;
        self.tree(trace, group.lines, State::Incomplete)
    }

    fn tree(&mut self, trace: TraceId, lines: Vec<Line>, state: State) -> Option<Tree> {
        self.held = self.held.saturating_sub(lines.len());
        lines.iter().for_each(|line| self.printed.remember(trace, line.span));
        (!lines.is_empty()).then_some(Tree { trace, lines, state })
    }
}

/// Parts these spans and all that hang from them, but for other local roots and what hangs from those, from the rest.
fn split(lines: Vec<Line>, tops: &[SpanId]) -> (Vec<Line>, Vec<Line>) {
    let mut children: HashMap<_, Vec<_>> = HashMap::new();
    for line in lines.iter().filter(|line| !line.is_local_root) {
        children.entry(line.parent).or_default().push(line.span);
    }
    let mut found: HashSet<_> = tops.iter().copied().collect();
    let mut open = tops.to_vec();
    while let Some(span) = open.pop() {
        let below = children.get(&span).map(Vec::as_slice).unwrap_or_default();
        open.extend(below.iter().copied().filter(|child| found.insert(*child)));
    }
    lines.into_iter().partition(|line| found.contains(&line.span))
}

/// The spans printed last, at most [`MAX_HELD`].
#[derive(Debug, Default)]
struct Printed {
    known: HashSet<(TraceId, SpanId)>,
    order: VecDeque<(TraceId, SpanId)>,
}

impl Printed {
    fn contains(&self, trace: TraceId, span: SpanId) -> bool {
        self.known.contains(&(trace, span))
    }

    fn remember(&mut self, trace: TraceId, span: SpanId) {
        if self.known.insert((trace, span)) {
            self.order.push_back((trace, span));
        }
        if self.order.len() > MAX_HELD {
            let oldest = self.order.pop_front();
            oldest.map(|oldest| self.known.remove(&oldest));
        }
    }
}

/// A few hundred bytes each.
const MAX_HELD: usize = 4_096;
