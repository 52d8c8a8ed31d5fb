# An object for each call to a model, of what Jaeger answers to /api/traces: jq -cf jaeger-calls.jq
.data[]
| .processes as $processes
| .spans[]
| (.tags | map({(.key): .value}) | add) as $call
| select($call["gen_ai.request.model"] and $call["span.kind"] == "client")
| {
    service: $processes[.processID].serviceName,
    trace: .traceID,
    operation: $call["gen_ai.operation.name"],
    provider: $call["gen_ai.provider.name"],
    model: $call["gen_ai.request.model"],
    seconds: (.duration / 1e6),
    input_tokens: $call["gen_ai.usage.input_tokens"],
    output_tokens: $call["gen_ai.usage.output_tokens"],
    cost: $call["gen_ai.usage.cost"],
    error: $call["error.type"],
    user: $call["user.id"],
    session: $call["session.id"]
  }
| with_entries(select(.value != null))
