use std::fs;
use std::path::Path;
use std::time::Duration;

use genai_otel_budget::{
    Budget, BudgetError, BudgetState, Budgets, Dimension, Limit, StateError, Window,
};
use genai_otel_testkit::FakeClock;

use crate::scene::{HOUR, Scene, money};

/// Written only when it is told to.
fn never(path: &Path) -> BudgetState {
    BudgetState::at(path).interval(Duration::from_secs(86_400))
}

fn budgets() -> [Budget; 4] {
    [
        Budget::new("day", Limit::Money(money("10")), Window::Day),
        Budget::new("hour", Limit::Tokens(1_000), Window::Sliding(HOUR)),
        Budget::new("user", Limit::Tokens(1_000), Window::Month).each(Dimension::User),
        Budget::new("all", Limit::Calls(1_000), Window::Total),
    ]
}

#[test]
fn what_was_spent_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets");
    let before = Scene::with(budgets(), |builder| builder.state(never(&path)));
    before.call_of("u-1", 50).unwrap();
    before.clock.advance(HOUR / 2);
    before.call_of("u \"2\"\n", 70).unwrap();
    let told = before.told();
    let Scene { clock, budgets: kept, genai } = before;
    drop((kept, genai));
    let again = |clock: FakeClock| {
        Scene::with(budgets(), |builder| builder.clock(clock).state(never(&path)))
    };
    let after = again(clock.clone());
    assert_eq!(after.told(), told);
    drop(after);
    clock.advance(HOUR * 24);
    let next_day: Vec<_> =
        again(clock).budgets.status().iter().map(|it| it.spent.to_string()).collect();
    assert_eq!(next_day, ["0 USD", "0 tokens", "50 tokens", "70 tokens", "2 calls"]);
}

#[test]
fn thresholds_are_not_told_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets");
    let count = || {
        let told = std::sync::Arc::new(std::sync::Mutex::new(0));
        let to = std::sync::Arc::clone(&told);
        let budget = Budget::new("day", Limit::Tokens(100), Window::Day).soft();
        let scene = Scene::with([budget], |builder| {
            builder.state(never(&path)).on_threshold(move |_| *to.lock().unwrap() += 1)
        });
        scene.call(85).unwrap();
        drop(scene);
        *told.lock().unwrap()
    };
    assert_eq!([count(), count()], [2, 2]);
    assert_eq!(count(), 0);
}

#[test]
fn flush_writes_now_and_a_second_process_is_told_that_the_file_is_not_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets");
    let scene = Scene::with(budgets(), |builder| builder.state(never(&path)));
    scene.call(50).unwrap();
    scene.budgets.flush().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 2 + 4);
    assert!(
        text.contains(r#""budget":"all","unit":"{call}","window":"total","account":"""#),
        "{text}"
    );
    let second = Budgets::builder().state(never(&path)).build();
    let Err(BudgetError::State(StateError::InUse { path: named })) = second else {
        panic!("it is in use: {second:?}")
    };
    assert_eq!(named, path);
}

#[test]
fn it_is_written_at_its_interval() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets");
    let often = BudgetState::at(&path).interval(Duration::from_millis(10));
    let scene = Scene::with(budgets(), |builder| builder.state(often));
    scene.call(50).unwrap();
    while fs::read_to_string(&path).unwrap().lines().count() < 6 {
        std::thread::yield_now();
    }
    assert!(!folder.path().join("budgets.new").exists() || path.exists());
}

#[test]
fn a_torn_or_foreign_file_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets");
    let open = || Budgets::builder().state(never(&path)).build().map(drop);
    fs::write(&path, "{\"genai_otel_budgets\":1}\n{\"bud").unwrap();
    assert_eq!(
        open().unwrap_err().to_string(),
        format!(
            "{}, line 2: the state of budgets is not whole: it ends in the middle of a line; remove it to begin anew, or to \
             rebuild it from a ledger",
            path.display()
        )
    );
    fs::write(&path, [0xff; 100]).unwrap();
    assert!(open().unwrap_err().to_string().contains("line 1"));
    fs::remove_file(&path).unwrap();
    open().unwrap();
    let missing = folder.path().join("nowhere/budgets");
    let error = Budgets::builder().state(never(&missing)).build().map(drop).unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
}

#[test]
fn what_counts_otherwise_now_begins_anew_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets");
    let scene = |budgets: Vec<Budget>| Scene::with(budgets, |builder| builder.state(never(&path)));
    let tokens = |name, window| Budget::new(name, Limit::Tokens(1_000), window);
    let before = scene(vec![
        tokens("same", Window::Day),
        tokens("window", Window::Day),
        tokens("unit", Window::Day),
        tokens("gone", Window::Day),
    ]);
    before.call(50).unwrap();
    drop(before);
    let after = scene(vec![
        Budget::new("same", Limit::Tokens(200), Window::Day),
        tokens("window", Window::Week),
        Budget::new("unit", Limit::Calls(5), Window::Day),
    ]);
    let told = ["same: 50 tokens spent, 0 tokens held, 150 tokens left of 200 tokens"];
    assert_eq!(
        (after.told(), after.budgets.health().unrestored),
        (told.map(str::to_owned).to_vec(), 3)
    );
}
