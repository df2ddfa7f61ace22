//! A request of a probe before it is signed: what it leaves out, sets or changes.

use http::Method;

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedBy {
    /// Common parameters and HMAC-SHA1.
    V1,
    /// An `Authorization: ACS3-HMAC-SHA256` header.
    V3,
    /// Not at all.
    Nothing,
}

/// Where the operation's parameters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutInto {
    /// The query string.
    Query,
    /// A form body.
    Form,
    /// A JSON body.
    Json,
}

/// A change of a common parameter (V1) or header (V3), or of a parameter.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) name: String,
    /// `None` leaves it out. Placeholders: see [`Draft::set`].
    pub(super) value: Option<String>,
    /// Whether the signature does not know of it.
    pub(super) after_signing: bool,
}

/// A request that is not signed yet.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(super) action: String,
    pub(super) signed_by: SignedBy,
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) into: PutInto,
    pub(super) parameters: Vec<(String, String)>,
    /// The JSON body, where it is not made of the parameters.
    pub(super) json_text: Option<&'static str>,
    pub(super) changes: Vec<Change>,
    pub(super) wrong_secret: bool,
    /// Whether empty parameters are left out of what is signed, as the Java SDK does.
    pub(super) skips_empty: bool,
    /// Whether it repeats the nonce of the request before it.
    pub(super) repeats_nonce: bool,
}

impl Draft {
    /// A request for an operation, by POST.
    #[must_use]
    pub fn new(signed_by: SignedBy, action: &str) -> Self {
        Self {
            action: action.to_owned(),
            signed_by,
            method: Method::POST,
            path: "/",
            into: PutInto::Query,
            parameters: Vec::new(),
            json_text: None,
            changes: Vec::new(),
            wrong_secret: false,
            skips_empty: false,
            repeats_nonce: false,
        }
    }

    /// The operation that it asks for.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// With a parameter of the operation. `{transactionId}` is that of an earlier step.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.retain(|(other, _)| other != name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a parameter of the operation besides those of the same name.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a text in the place of the JSON body.
    #[must_use]
    pub fn with_json_text(mut self, text: &'static str) -> Self {
        self.into = PutInto::Json;
        self.json_text = Some(text);
        self
    }

    /// Without a parameter of the operation.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(other, _)| other != name);
        self
    }

    /// With a common parameter or header set before signing. `{accessKeyId}`, `{now}`, `{nowNanos}`, `{hourAgo}` and
    /// `{inAnHour}` are what they say.
    #[must_use]
    pub fn set(self, name: &str, value: &str) -> Self {
        self.change(name, Some(value), false)
    }

    /// Without a common parameter or header, signed so.
    #[must_use]
    pub fn leave_out(self, name: &str) -> Self {
        self.change(name, None, false)
    }

    /// With something changed that the signature does not know of.
    #[must_use]
    pub fn set_after_signing(self, name: &str, value: &str) -> Self {
        self.change(name, Some(value), true)
    }

    /// Without something that the signature covers or is.
    #[must_use]
    pub fn leave_out_after_signing(self, name: &str) -> Self {
        self.change(name, None, true)
    }

    /// By another method.
    #[must_use]
    pub fn by(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// To another path.
    #[must_use]
    pub fn to(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// With the parameters in another place.
    #[must_use]
    pub fn put_into(mut self, into: PutInto) -> Self {
        self.into = into;
        self
    }

    /// Signed with another secret.
    #[must_use]
    pub fn with_wrong_secret(mut self) -> Self {
        self.wrong_secret = true;
        self
    }

    /// With empty parameters left out of what is signed.
    #[must_use]
    pub fn skipping_empty(mut self) -> Self {
        self.skips_empty = true;
        self
    }

    /// With the nonce of the request before it.
    #[must_use]
    pub fn repeating_nonce(mut self) -> Self {
        self.repeats_nonce = true;
        self
    }

    fn change(mut self, name: &str, value: Option<&str>, after_signing: bool) -> Self {
        self.changes.push(Change { name: name.to_owned(), value: value.map(str::to_owned), after_signing });
        self
    }
}
