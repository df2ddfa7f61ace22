//! Applies the overlay: looks up the observed response for a response of the emulator and replaces status and message.
//! Body and headers are replaced where they are serialised.

use std::sync::Arc;

use crate::contract::overlay::{ObservedAnswer, Overlay, OwnAnswer, template};
use crate::contract::reply::{ApiResponse, Content, Format};
use crate::engine::Engine;
use crate::engine::ids::CallIds;

impl Engine {
    /// Sets the overlay.
    #[must_use]
    pub fn with_overlay(mut self, overlay: Option<Arc<Overlay>>) -> Self {
        self.overlay = overlay;
        self
    }

    /// A response with this content, or with the observed one if the overlay has one for it.
    pub(in crate::engine) fn reply(
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

/// Looks up the observed response. Status and message of an error are replaced here, so that the journal has them too.
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
            overlay.find(own).map(|(observed, _)| observed.clone())
        }
        Content::Error(error) => {
            let (observed, captures) = overlay.find(OwnAnswer {
                operation,
                format,
                code: error.row.code,
                message: &error.message,
                members: &[],
            })?;
            let value = |name: &str| {
                captures.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
            };
            let message = template::render(&observed.message, value);
            if let Some(message) = message {
                error.message = message.into();
            }
            error.status = observed.status;
            Some(observed.clone())
        }
    }
}
