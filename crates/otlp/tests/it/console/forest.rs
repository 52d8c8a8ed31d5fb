use opentelemetry_sdk::trace::SpanExporter as _;

use super::{TRACE_1, console, export, of_trace, span};

#[test]
fn spans_wait_for_their_root() {
    let (screen, exporter) = console();
    export(&exporter, [span(3, 2, "c", 2, 1)]);
    export(&exporter, [of_trace(2, span(9, 0, "other", 0, 1)), span(2, 1, "b", 1, 2)]);
    assert_eq!(
        screen.look(),
        "trace 00000000000000000000000000000002 · 1 span\n└─ other · 1.0 ms\n"
    );
    export(&exporter, [span(1, 0, "a", 0, 3)]);
    assert_eq!(
        screen.look(),
        format!("{TRACE_1} · 3 spans\n└─ a · 3.0 ms\n   └─ b · 2.0 ms\n      └─ c · 1.0 ms\n")
    );
}

#[test]
fn callers_in_other_processes_are_not_waited_for() {
    let (screen, exporter) = console();
    let served = |id, name| {
        let mut root = span(id, 99, name, id, 1);
        root.parent_span_is_remote = true;
        root
    };
    let spans = [span(3, 1, "under the first", 5, 1), served(1, "first"), served(2, "second")];
    export(&exporter, spans);
    assert_eq!(
        screen.look(),
        format!(
            "{TRACE_1} · 2 spans\n└─ first · 1.0 ms\n   └─ under the first · 1.0 ms\n\
             {TRACE_1} · 1 span\n└─ second · 1.0 ms\n"
        )
    );
}

#[test]
fn what_outlives_its_root_follows_it() {
    let (screen, exporter) = console();
    export(&exporter, [span(1, 0, "root", 0, 1)]);
    assert_eq!(screen.look(), format!("{TRACE_1} · 1 span\n└─ root · 1.0 ms\n"));
    // Its own parent has not ended yet.
    export(&exporter, [span(3, 2, "inner", 2, 1)]);
    assert_eq!(screen.look(), "");
    export(&exporter, [span(4, 1, "beside", 3, 5), span(2, 1, "outer", 1, 9)]);
    assert_eq!(
        screen.look(),
        format!(
            "{TRACE_1} · 3 spans · late, the rest is above\n├─ outer · 9.0 ms\n│  └─ inner · 1.0 ms\n\
             └─ beside · 5.0 ms\n"
        )
    );
}

#[test]
fn flush_and_shutdown_print_what_waits() {
    let (screen, exporter) = console();
    exporter.force_flush().unwrap();
    assert_eq!(screen.look(), "");
    let newer = of_trace(2, span(9, 8, "newer", 0, 1));
    export(&exporter, [span(3, 2, "orphan", 1, 1), newer]);
    assert_eq!(screen.look(), "");
    exporter.force_flush().unwrap();
    assert_eq!(
        screen.look(),
        format!(
            "{TRACE_1} · 1 span · incomplete, its root has not ended\n└─ orphan · 1.0 ms\n\
             trace 00000000000000000000000000000002 · 1 span · incomplete, its root has not ended\n\
             └─ newer · 1.0 ms\n"
        )
    );
    export(&exporter, [span(4, 2, "another", 1, 1)]);
    exporter.shutdown().unwrap();
    assert_eq!(
        screen.look(),
        format!("{TRACE_1} · 1 span · incomplete, its root has not ended\n└─ another · 1.0 ms\n")
    );
}

#[test]
fn oldest_trace_is_printed_when_too_many_wait() {
    let (screen, exporter) = console();
    export(&exporter, [span(2, 1, "oldest", 0, 1)]);
    let waiting = |id| of_trace(2, span(id, 1, "waiting", id, 1));
    export(&exporter, (10..4_105).map(waiting).collect::<Vec<_>>());
    assert_eq!(screen.look(), "", "4,096 may wait");
    export(&exporter, [of_trace(3, span(3, 1, "one more", 0, 1))]);
    assert_eq!(
        screen.look(),
        format!("{TRACE_1} · 1 span · incomplete, its root has not ended\n└─ oldest · 1.0 ms\n")
    );
    exporter.force_flush().unwrap();
    let rest = screen.look();
    assert_eq!(rest.lines().filter(|line| line.ends_with("─ waiting · 1.0 ms")).count(), 4_095);
    assert!(rest.ends_with("incomplete, its root has not ended\n└─ one more · 1.0 ms\n"), "{rest}");
}

#[test]
fn rings_of_parents_are_printed_once() {
    let (screen, exporter) = console();
    let spans = [
        span(1, 2, "a", 0, 1),
        span(2, 1, "b", 1, 1),
        span(3, 3, "itself", 2, 1),
        span(3, 3, "twin", 3, 1),
    ];
    export(&exporter, spans);
    exporter.force_flush().unwrap();
    assert_eq!(
        screen.look(),
        format!(
            "{TRACE_1} · 4 spans · incomplete, its root has not ended\n└─ a · 1.0 ms\n   └─ b · 1.0 ms\n\
             └─ itself · 1.0 ms\n└─ twin · 1.0 ms\n"
        )
    );
}

#[test]
fn deep_chains_stay_on_the_page() {
    let (screen, exporter) = console();
    let spans: Vec<_> = (1..=4_000).map(|id| span(id, id - 1, "step", id, 1)).collect();
    export(&exporter, spans);
    let printed = screen.look();
    assert_eq!(printed.lines().count(), 4_001);
    assert!(printed.ends_with("   └─ (depth 3999) step · 1.0 ms\n"), "{printed}");
    assert!(printed.lines().all(|line| line.chars().count() < 120), "{printed}");
}
