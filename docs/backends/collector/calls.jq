# An object for each call to a model, of the lines that the Collector's file exporter writes: jq -cf calls.jq telemetry.jsonl
def value: .stringValue // .doubleValue // (.intValue | if . then tonumber else null end);

.resourceSpans[]?
| (.resource.attributes // [] | map({(.key): (.value | value)}) | add) as $process
| .scopeSpans[].spans[]
| (.attributes // [] | map({(.key): (.value | value)}) | add) as $call
| select($call["gen_ai.request.model"] and .kind == 3)
| {
    service: $process["service.name"],
    trace: .traceId,
    operation: $call["gen_ai.operation.name"],
    provider: $call["gen_ai.provider.name"],
    model: $call["gen_ai.request.model"],
    seconds: (((.endTimeUnixNano | tonumber) - (.startTimeUnixNano | tonumber)) / 1e9 * 1e6 | round / 1e6),
    input_tokens: $call["gen_ai.usage.input_tokens"],
    output_tokens: $call["gen_ai.usage.output_tokens"],
    cost: $call["gen_ai.usage.cost"],
    error: $call["error.type"],
    user: $call["user.id"],
    session: $call["session.id"]
  }
| with_entries(select(.value != null))
