//! Long texts of help.

pub(super) const SUMMARY_HELP: &str = "\
Examples:
  genai-otel summary ledger
  genai-otel summary ledger --days 30 --tz Europe/Berlin --html summary.html

Exit codes: 0 for an answer, 1 where no call is meant, 2 for a command line or a ledger that cannot be
read. Lines that are not understood are left out and told; with --strict the exit code is then 2.";

pub(super) const REPORT_HELP: &str = "\
Examples:
  genai-otel report ledger --by user --sort cost --top 10
  genai-otel report ledger --by day,model --format csv
  genai-otel report ledger --by metadata.release --where 'status = error'

Fields, for --by and --where, some with a short name:
  model, response_model, provider, operation, api_type, service, status, user_id (user), session_id
  (session), organization_id (organization), team, tenant, customer, agent, agent_id, workflow, step,
  run, conversation_id (conversation), source_id (source), source_function (function), tool, error_type
  (error), error_message, unpriced, currency, cost, cost_input, cost_output, cost_origin,
  cost_estimated, cost_incomplete, energy_low_j, energy_high_j, energy_method, energy_method_version,
  energy_estimated, energy_incomplete, energy_unknown, carbon_low_g, carbon_high_g, carbon_g_per_kwh,
  input_tokens (input), output_tokens (output), total_tokens (tokens), cache_read_tokens (cache_read),
  cache_write_tokens (cache_write), reasoning_tokens (reasoning), latency_ms (latency),
  time_to_first_chunk_ms (time_to_first_chunk), tokens_per_second, cache_hit, attempts, temperature,
  max_tokens, timestamp (time), id, writer, seq, trace_id (trace), span_id (span), v (version),
  metadata.KEY

Columns, some with a short name:
  calls, failed, error_rate (errors), input_tokens (input), output_tokens (output), total_tokens
  (tokens), cache_read_tokens (cached), cache_write_tokens (cache_write), reasoning_tokens (reasoning),
  estimated_tokens (estimated), calls_without_usage (no_usage), cost, unpriced, inexact_costs (inexact),
  energy_low_j, energy_high_j, carbon_low_g, carbon_high_g, energy_unknown, attempts, cache_hits (hits),
  cache_hit_rate (hit_rate), latency_mean_ms (latency), latency_p50_ms (p50), latency_p90_ms (p90),
  latency_p99_ms (p99), first_chunk_mean_ms (time_to_first_chunk), first_chunk_p50_ms (chunk_p50),
  first_chunk_p90_ms (chunk_p90), first_chunk_p99_ms (chunk_p99), tokens_per_second (speed), first, last

There is a column of costs for each currency, and those of energy where the ledger says something of it.
JSON has all columns.
To sort by: calls, failed, error_rate, input_tokens, output_tokens, tokens, cost, energy, carbon,
latency, p99, time_to_first_chunk, first, last, key.

Exit codes: 0 for an answer, 1 where no call is meant, 2 for a command line or a ledger that cannot be
read. Lines that are not understood are left out and told; with --strict the exit code is then 2.";

pub(super) const LIST_HELP: &str = "\
Examples:
  genai-otel list users ledger
  genai-otel list sessions ledger --user u-1

Exit codes: 0 for an answer, 1 where no call is meant, 2 for a command line or a ledger that cannot be
read. Lines that are not understood are left out and told; with --strict the exit code is then 2.";
