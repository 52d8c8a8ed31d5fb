//! What does not fit a terminal.

use super::{asked_in, terminal};
use crate::support::ledger::golden;

#[test]
fn a_table_fits_the_terminal_and_says_what_it_leaves_out() {
    let (_folder, ledger) = golden();
    let ran = asked_in(&terminal(60, false), "report LEDGER --by user", &ledger);
    assert_eq!(
        ran.answer(),
        "\
user              calls  failed  cost EUR   cost USD
u-2                   2       0     0.0014     0.0105
u-1                   4       1     -          0.005715
evil\\u{1b}[31m|…      1       1     -          -
模型の人🚀            1       0     -          -
total                 8       2     0.0014     0.016215
Not shown, for want of room: input_tokens, output_tokens, unpriced, latency_mean_ms, latency_p50_ms, latency_p99_ms. `--format csv` has all.
Names are shortened (…): `--format csv` has them whole.
"
    );
}

#[test]
fn single_calls_keep_their_ids_as_long_as_anything_else_can_go() {
    let (_folder, ledger) = golden();
    assert_eq!(
        asked_in(&terminal(80, false), "top LEDGER -n 2", &ledger).answer(),
        "\
timestamp            id                  model             cost         currency
2026-11-26 11:00:00  00c0ffee00c0ffee-4  mistral-large        0.0014    EUR
2026-11-25 10:00:00  00c0ffee00c0ffee-3  claude-sonnet-4…     0.0105    USD
2026-11-25 08:00:00  00c0ffee00c0ffee-1  gpt-4o               0.005615  USD
Not shown, for want of room: total_tokens, latency_ms, user, status, operation, provider, session. `--format csv` has all.
Names are shortened (…): `--format csv` has them whole.
"
    );
}

#[test]
fn there_is_a_bar_where_there_is_room() {
    let (_folder, ledger) = golden();
    let command = "report LEDGER --by day --columns calls";
    assert_eq!(
        asked_in(&terminal(80, false), command, &ledger).answer(),
        "\
day         calls
2026-11-25      3
2026-11-26      2  ████████████████
2026-11-28      3
total           8
"
    );
    let coloured = asked_in(
        &terminal(80, true),
        "report LEDGER --by model --sort calls --columns calls --top 1",
        &ledger,
    );
    assert_eq!(
        coloured.answer(),
        "\
\u{1b}[1mmodel     calls\u{1b}[0m
gpt-4o        4  \u{1b}[36m████████████████\u{1b}[0m
(4 more)      4
total         8
"
    );
}
