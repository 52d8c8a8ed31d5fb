//! Where texts belong.

use crate::entry::Entry;

/// The place of a text by its key.
pub(super) fn place<'e>(entry: &'e mut Entry, key: &str) -> Option<&'e mut Option<String>> {
    Some(match key {
        "id" => &mut entry.id,
        "writer" => &mut entry.writer,
        "service" => &mut entry.service,
        "provider" => &mut entry.provider,
        "api_type" => &mut entry.api_type,
        "operation" => &mut entry.operation,
        "model" => &mut entry.model,
        "response_model" => &mut entry.response_model,
        "user_id" => &mut entry.user,
        "session_id" => &mut entry.session,
        "unpriced" => &mut entry.unpriced,
        "organization_id" => &mut entry.organization,
        "team" => &mut entry.team,
        "tenant" => &mut entry.tenant,
        "customer" => &mut entry.customer,
        "agent" => &mut entry.agent,
        "agent_id" => &mut entry.agent_id,
        "workflow" => &mut entry.workflow,
        "step" => &mut entry.step,
        "run" => &mut entry.run,
        "conversation_id" => &mut entry.conversation,
        "source_id" => &mut entry.source,
        "source_function" => &mut entry.source_function,
        "error_type" => &mut entry.error_type,
        "error_message" => &mut entry.error_message,
        "trace_id" => &mut entry.trace_id,
        "span_id" => &mut entry.span_id,
        "tool" => &mut entry.tool,
        "refused_by" => &mut entry.refused_by,
        _ => return None,
    })
}
