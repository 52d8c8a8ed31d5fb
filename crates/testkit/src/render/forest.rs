use std::collections::BTreeMap;

use crate::collector::CollectedSpan;

/// The spans of one trace in the order and the shape they are printed.
pub(super) struct Trace<'a> {
    pub(super) id: &'a str,
    pub(super) nodes: Vec<Node<'a>>,
}

/// A span and its place in the tree.
pub(super) struct Node<'a> {
    pub(super) span: &'a CollectedSpan,
    /// How many ancestors it has.
    pub(super) depth: usize,
    /// Per level from the root down to this span: whether it is the last among its siblings. At most
    /// `MAX_LEVELS`, so that a runaway nesting prints in linear space.
    pub(super) last: Vec<bool>,
    pub(super) has_children: bool,
    /// It names a parent that is not among the spans.
    pub(super) is_orphan: bool,
}

/// All traces, by the start of their first span.
///
/// Every span comes out exactly once, whatever the identifiers say: spans that are each other's ancestors are cut
/// open at the earliest, and of two spans with one identifier the first gets the children.
pub(super) fn traces(spans: &[CollectedSpan]) -> Vec<Trace<'_>> {
    let mut by_trace: BTreeMap<&str, Vec<&CollectedSpan>> = BTreeMap::new();
    for span in spans {
        by_trace.entry(&span.trace_id).or_default().push(span);
    }
    let mut traces: Vec<(u64, Trace<'_>)> = by_trace
        .into_iter()
        .map(|(id, mut spans)| {
            spans.sort_by_cached_key(|span| {
                // Equal times are common with coarse clocks; random identifiers come last of all, so that
                // equal runs print equal trees.
                let attributes = format!("{:?}", span.attributes);
                let (start, end) = (span.start_unix_nanos, span.end_unix_nanos);
                (start, end, span.name.clone(), attributes, span.span_id.clone())
            });
            let start = spans.first().map_or(0, |span| span.start_unix_nanos);
            (start, Trace { id, nodes: nodes(&spans) })
        })
        .collect();
    traces.sort_by_key(|(start, _)| *start);
    traces.into_iter().map(|(_, trace)| trace).collect()
}

fn nodes<'a>(spans: &[&'a CollectedSpan]) -> Vec<Node<'a>> {
    let family = Family::of(spans);
    let mut seen = vec![false; spans.len()];
    let mut roots = Vec::new();
    // Spans whose parent is here are reached from a root, unless they form a ring.
    let without_parent = (0..spans.len()).filter(|index| family.parents[*index].is_none());
    for index in without_parent.chain(0..spans.len()) {
        if !seen[index] {
            roots.push(index);
            family.walk(index, &mut seen, &mut |_| {});
        }
    }

    let mut nodes = Vec::new();
    let mut seen = vec![false; spans.len()];
    roots.sort_unstable();
    for (position, root) in roots.iter().enumerate() {
        let is_last_root = position + 1 == roots.len();
        family.walk(*root, &mut seen, &mut |step| {
            let Step { index, depth, has_children, ref path } = *step;
            let mut last = vec![is_last_root];
            last.extend(path);
            let is_orphan =
                spans[index].parent_span_id.is_some() && family.parents[index].is_none();
            nodes.push(Node { span: spans[index], depth, last, has_children, is_orphan });
        });
    }
    nodes
}

/// Who is whose child, by index.
struct Family {
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
}

impl Family {
    fn of(spans: &[&CollectedSpan]) -> Self {
        let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, span) in spans.iter().enumerate() {
            by_id.entry(&span.span_id).or_insert(index);
        }
        let mut children = vec![Vec::new(); spans.len()];
        let mut parents = vec![None; spans.len()];
        for (index, span) in spans.iter().enumerate() {
            let parent = span.parent_span_id.as_deref().and_then(|id| by_id.get(id));
            if let Some(parent) = parent.filter(|parent| **parent != index) {
                parents[index] = Some(*parent);
                children[*parent].push(index);
            }
        }
        Self { parents, children }
    }

    /// Visits a span and its unseen descendants, parents first. Without recursion, because a trace may be deeper
    /// than a thread's stack.
    fn walk(&self, root: usize, seen: &mut [bool], visit: &mut dyn FnMut(&Step)) {
        let mut stack = vec![Step { index: root, depth: 0, path: Vec::new(), has_children: false }];
        seen[root] = true;
        while let Some(mut step) = stack.pop() {
            let children = self.children[step.index].iter().copied();
            let children: Vec<usize> = children.filter(|child| !seen[*child]).collect();
            step.has_children = !children.is_empty();
            visit(&step);
            for (position, index) in children.iter().copied().enumerate().rev() {
                seen[index] = true;
                let mut path = step.path.clone();
                if path.len() + 1 < MAX_LEVELS {
                    path.push(position + 1 == children.len());
                }
                stack.push(Step { index, depth: step.depth + 1, path, has_children: false });
            }
        }
    }
}

/// A span on a walk through its family.
struct Step {
    index: usize,
    depth: usize,
    /// Per level below the root: whether the way leads over the last sibling.
    path: Vec<bool>,
    has_children: bool,
}

/// Deeper spans are printed at this level, with their true level beside them.
pub(super) const MAX_LEVELS: usize = 64;
