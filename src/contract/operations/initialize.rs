//! `Initialize` for ProductCode `ID_OCR`: its parameter table and what it reads out of them.

use crate::contract::document::DOCUMENTS;
use crate::contract::operations::{EnvelopeMember, OperationKind};
use crate::contract::value::{Choice, Form};
use crate::contract::{Mark, Operation, Parameter, ParameterTable};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::Initialize,
    name: "Initialize",
    meaning: "Starts an identity check and answers a transaction ID and the URL that the user is sent to.",
    parameters: ParameterTable::new(PARAMETERS),
    envelope: [
        EnvelopeMember::RequestId,
        EnvelopeMember::Code,
        EnvelopeMember::Message,
        EnvelopeMember::Result,
    ],
    qps: 10,
};

/// The kind of device in `MetaInfo`, which decides the page that the URL opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// A browser on a PC.
    Web,
    /// A browser on a phone.
    H5,
    /// An app on iOS, which gets no URL.
    Ios,
    /// An app on Android, which gets no URL.
    Android,
}

impl Device {
    /// Every device as `deviceType` spells it.
    pub const NAMES: [&'static str; 4] = ["web", "h5", "ios", "android"];

    /// Every device, in the order of [`NAMES`](Self::NAMES).
    pub const ALL: [Self; 4] = [Self::Web, Self::H5, Self::Ios, Self::Android];

    /// The device of a `deviceType`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let place = Self::NAMES.iter().position(|other| *other == name)?;
        Self::ALL.get(place).copied()
    }

    /// Whether the check runs in a browser, so that the answer has a TransactionUrl.
    #[must_use]
    pub fn has_page(self) -> bool {
        matches!(self, Self::Web | Self::H5)
    }
}

static ID_OCR: &[Choice] = &[Choice { value: "ID_OCR", meaning: "ID document recognition" }];
pub(in crate::contract) static YES_NO: &[Choice] =
    &[Choice { value: "Y", meaning: "yes" }, Choice { value: "N", meaning: "no" }];
static SHOW: &[Choice] = &[Choice { value: "1", meaning: "show" }, Choice { value: "0", meaning: "hide" }];
static EDIT: &[Choice] =
    &[Choice { value: "1", meaning: "editable" }, Choice { value: "0", meaning: "not editable" }];
static THRESHOLDS: &[Choice] = &[
    Choice { value: "0", meaning: "standard" },
    Choice { value: "1", meaning: "strict" },
    Choice { value: "2", meaning: "loose" },
    Choice { value: "3", meaning: "detection off" },
];
/// The languages of the verification page; on a PC it knows zh, TW and en.
pub static LANGUAGES: &[Choice] = &[
    Choice { value: "zh", meaning: "Simplified Chinese" },
    Choice { value: "TW", meaning: "Traditional Chinese" },
    Choice { value: "en", meaning: "English" },
    Choice { value: "ms", meaning: "Malay" },
    Choice { value: "id", meaning: "Indonesian" },
    Choice { value: "th", meaning: "Thai" },
    Choice { value: "vi", meaning: "Vietnamese" },
    Choice { value: "ja", meaning: "Japanese" },
    Choice { value: "ko", meaning: "Korean" },
    Choice { value: "fr", meaning: "French" },
    Choice { value: "es", meaning: "Spanish" },
    Choice { value: "pt", meaning: "Portuguese" },
    Choice { value: "ru", meaning: "Russian" },
    Choice { value: "ar", meaning: "Arabic" },
];

pub(in crate::contract) const fn required(
    name: &'static str,
    form: Form,
    meaning: &'static str,
    example: &'static str,
) -> Parameter {
    Parameter { name, required: true, form, default: None, meaning, example, mark: Mark::Documented }
}

pub(in crate::contract) const fn optional(
    name: &'static str,
    form: Form,
    meaning: &'static str,
    example: &'static str,
) -> Parameter {
    Parameter { required: false, ..required(name, form, meaning, example) }
}

pub(in crate::contract) const fn switch(
    name: &'static str,
    choices: &'static [Choice],
    default: &'static str,
    meaning: &'static str,
) -> Parameter {
    Parameter {
        default: Some(default),
        ..optional(name, Form::OneOf { choices, soft: true }, meaning, default)
    }
}

/// Every parameter, in the order in which they are checked.
static PARAMETERS: &[Parameter] = &[
    required(
        "ProductCode",
        Form::OneOf { choices: ID_OCR, soft: false },
        "The product: ID document recognition.",
        "ID_OCR",
    ),
    required(
        "MerchantBizId",
        Form::Word { also: "", longest: 32, longest_lenient: 64 },
        "Your own number for this check. The same number twice gives two transactions.",
        "e0c34a77f5ac40a5aa5e6ed20c353888",
    ),
    required(
        "MetaInfo",
        Form::MetaInfo,
        "What getMetaInfo() returned on the user's device. Its deviceType decides which page the URL opens: web the PC page, h5 the mobile page; ios and android get no URL.",
        r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web","ua":"Mozilla/5.0"}"#,
    ),
    required("MerchantUserId", Form::Text, "Your own number for the user.", "123456789"),
    required(
        "DocType",
        Form::OneOf { choices: DOCUMENTS, soft: false },
        "The type of document that the user shows.",
        "01000000",
    ),
    optional(
        "ReturnUrl",
        Form::Url { https: false },
        "Where the browser goes when the check is over. It may hold a query and a fragment.",
        "http://localhost:5173/done",
    ),
    optional(
        "SceneCode",
        Form::Word { also: "_", longest: 10, longest_lenient: 0 },
        "Your own label for the place in your product, for finding calls again.",
        "signup_1",
    ),
    Parameter {
        mark: Mark::Sister,
        ..switch("IdSpoof", YES_NO, "N", "Whether the document is checked for being a copy or a screen.")
    },
    switch("IdThreshold", THRESHOLDS, "3", "How strictly the document's quality is judged."),
    switch("ShowAlbumIcon", SHOW, "1", "Whether the user may choose a picture instead of taking one."),
    switch("ShowOcrResult", SHOW, "1", "Whether the user sees what was recognised."),
    switch("ShowGuidePage", SHOW, "1", "Whether the user sees a guide first."),
    switch("EditOcrResult", EDIT, "1", "Whether the user may correct what was recognised."),
    optional(
        "CallbackUrl",
        Form::Url { https: true },
        "Where the service reports the end of the check, by GET.",
        "https://shop.example/verified?shop=1",
    ),
    optional(
        "CallbackToken",
        Form::Text,
        "Your own text that comes back in the callback.",
        "NMjvQanQgplBSaEI0sL+",
    ),
    optional(
        "LanguageConfig",
        Form::Languages(LANGUAGES),
        "The language of the page, and texts of your own.",
        r#"{"defaultLanguage":"en"}"#,
    ),
    optional(
        "StyleConfig",
        Form::JsonObject,
        "The look of the page; top keys guidepage, ocrPage, ocrResultPage, facePage.",
        r##"{"ocrPage":{"backgroundColor":"#ffffff"}}"##,
    ),
];
