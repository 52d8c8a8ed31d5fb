use genai_otel_budget::{Budget, Dimension, Limit, Window};
use genai_otel_core::{Attribution, Usage};

use crate::scene::Scene;

fn calls(name: &str) -> Budget {
    Budget::new(name, Limit::Calls(100), Window::Day)
}

/// The names of the budgets in which the call counted.
fn counted(scene: &Scene) -> Vec<String> {
    let status = scene.budgets.status();
    let counted = status.iter().filter(|status| status.spent.count() > 0);
    counted.map(|status| status.budget.to_string()).collect()
}

#[test]
fn a_call_counts_where_everything_that_is_said_is_so() {
    let scene = Scene::with(
        [
            calls("all"),
            calls("service").service("shop"),
            calls("other-service").service("bank"),
            calls("organization").organization("acme"),
            calls("team").team("search"),
            calls("user").user("u-1"),
            calls("session").session("s-1"),
            calls("agent").agent("guide"),
            calls("model").model("gpt-4o"),
            calls("other-model").model("gpt-4o-mini"),
            calls("provider").provider("Azure-OpenAI"),
            calls("both").team("search").provider("azure"),
            calls("one-of-both").team("search").provider("openai"),
            calls("customer").only(Dimension::Customer, "c-1"),
            calls("tenant").only("tenant", "t-1"),
            calls("workflow").only("workflow", "nightly"),
            calls("key").only("plan", "gold"),
            calls("number").only("level", "7"),
            calls("call-key").only("feature", "chat"),
            calls("other-key").only("plan", "free"),
        ],
        |builder| builder.service("shop"),
    );
    let who = Attribution::new().organization_id("acme").team("search").user_id("u-1");
    let who =
        who.session_id("s-1").agent("guide").customer("c-1").tenant("t-1").workflow("nightly");
    who.key("plan", "gold").key("level", 7).in_scope(|| {
        let call = scene.genai.track_llm_call("azure.ai.openai", "gpt-4o");
        call.add_metadata("feature", "chat").admit().unwrap().finish();
    });
    let expected = [
        "all",
        "service",
        "organization",
        "team",
        "user",
        "session",
        "agent",
        "model",
        "provider",
        "both",
        "customer",
        "tenant",
        "workflow",
        "key",
        "number",
        "call-key",
    ];
    assert_eq!(counted(&scene), expected);
}

#[test]
fn each_value_has_an_account_of_its_own_and_calls_without_one_share_one() {
    let scene = Scene::new([Budget::new("user", Limit::Tokens(150), Window::Day).each("user")]);
    scene.call_of("u-1", 100).unwrap();
    scene.call_of("u-2", 30).unwrap();
    scene.call(20).unwrap();
    assert!(scene.call_of("u-1", 1).is_err());
    assert_eq!(
        scene.told(),
        [
            "user u-1: 100 tokens spent, 0 tokens held, 50 tokens left of 150 tokens",
            "user u-2: 30 tokens spent, 0 tokens held, 120 tokens left of 150 tokens",
            "user : 20 tokens spent, 0 tokens held, 130 tokens left of 150 tokens",
        ]
    );
    let one = scene.budgets.account("user", "u-2").unwrap();
    assert_eq!((one.percent, one.refused), (20.0, 0));
    assert_eq!(scene.budgets.account("user", "u-3"), None);
    assert_eq!(scene.budgets.account("nobody", ""), None);
}

#[test]
fn agents_workflows_and_tools_take_nothing_and_the_calls_inside_count_once() {
    let scene = Scene::new([calls("all"), calls("guide").agent("guide")]);
    let (genai, inside) = (&scene.genai, |call: &genai_otel_core::CallScope| call.context());
    let workflow = genai.track_workflow("nightly").admit().unwrap();
    let _in_workflow = inside(&workflow).attach();
    let agent = genai.track_agent("guide").admit().unwrap();
    let _in_agent = inside(&agent).attach();
    agent.set_usage(&Usage::tokens(500, 500));
    genai.track_tool_call("search").admit().unwrap().finish();
    genai.track_llm_call("openai", "gpt-4o").admit().unwrap().finish();
    genai.track_embedding("openai", "e").admit().unwrap().finish();
    genai.track_retrieval("docs").admit().unwrap().finish();
    drop((agent, workflow));
    let spent: Vec<_> = scene.budgets.status().iter().map(|it| it.spent.to_string()).collect();
    assert_eq!(spent, ["3 calls", "3 calls"]);
}

#[test]
fn what_the_applications_own_cache_answers_takes_nothing() {
    let scene =
        Scene::new([calls("calls"), Budget::new("tokens", Limit::Tokens(10_000), Window::Day)]);
    let call = scene.genai.track_llm_call("openai", "gpt-4o").admit().unwrap();
    call.set_token_usage(100, 100);
    call.set_cache_hit(true);
    drop(call);
    assert_eq!(counted(&scene), [""; 0]);
}

#[test]
fn a_call_counts_by_what_its_record_says_of_it() {
    let scene = Scene::new([calls("asked").model("gpt-4o"), calls("none").model("m")]);
    let call = scene.genai.track_llm_call("openai", "").admit().unwrap();
    call.update_request(|request| request.model = Some("gpt-4o".into()));
    drop(call);
    assert_eq!((counted(&scene), scene.budgets.running()), (vec!["asked".to_owned()], 0));
}
