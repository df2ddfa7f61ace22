//! The one place where an overlay is applied: as an answer leaves the checks, the one that was observed in its place is
//! looked up. What it says of body and headers is written by those who write these.

use std::sync::Arc;

use crate::contract::overlay::{ObservedAnswer, Overlay, OwnAnswer, template};
use crate::contract::reply::{ApiResponse, Content, Format};
use crate::engine::Engine;
use crate::engine::ids::CallIds;

impl Engine {
    /// The emulator with what was learned of the real service.
    #[must_use]
    pub fn with_overlay(mut self, overlay: Option<Arc<Overlay>>) -> Self {
        self.overlay = overlay;
        self
    }

    /// The answer of these contents, or the one that was observed in its place.
    pub(super) fn reply(
        &self,
        ids: &CallIds,
        format: Format,
        mut content: Content,
        operation: Option<&str>,
    ) -> ApiResponse {
        let observed = self
            .overlay
            .as_deref()
            .and_then(|overlay| replace(overlay, operation, format, &mut content))
            .map(Box::new);
        ApiResponse { request_id: ids.request_id(), trace_id: ids.trace_id(), format, content, observed }
    }
}

/// Looks an answer up; of a refusal status and message become the observed ones, so that the journal has them too.
fn replace(
    overlay: &Overlay,
    operation: Option<&str>,
    format: Format,
    content: &mut Content,
) -> Option<ObservedAnswer> {
    match content {
        Content::Raw(_) => None,
        Content::Success { result, .. } => {
            let members: Vec<_> = result.iter().map(|(name, _)| *name).collect();
            let own = OwnAnswer { operation, format, code: "Success", message: "success", members: &members };
            overlay.find(own).map(|(answer, _)| answer.clone())
        }
        Content::Error(error) => {
            let (answer, captures) = overlay.find(OwnAnswer {
                operation,
                format,
                code: error.row.code,
                message: &error.message,
                members: &[],
            })?;
            let value =
                |name: &str| captures.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str());
            let message = template::render(&answer.message, value);
            if let Some(message) = message {
                error.message = message.into();
            }
            error.status = answer.status;
            Some(answer.clone())
        }
    }
}
