//! `Initialize` for ProductCode `ID_OCR`: its parameter table and its arguments.

use crate::contract::device::Device;
use crate::contract::document::DOCUMENTS;
use crate::contract::operations::{EnvelopeMember, OperationKind};
use crate::contract::parameter::row;
use crate::contract::tolerance::{Takes, Tolerance};
use crate::contract::validate::ValidParameters;
use crate::contract::value::{Choice, Form};
use crate::contract::{Mark, Operation, Parameter, Strictness};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::Initialize,
    name: "Initialize",
    takes_get: false,
    meaning: "Starts an identity check and returns a transaction ID and the URL to send the user to.",
    parameters: PARAMETERS,
    envelope: [
        EnvelopeMember::RequestId,
        EnvelopeMember::Code,
        EnvelopeMember::Message,
        EnvelopeMember::Result,
    ],
    success_code: "Success",
    qps: 10,
};

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
/// The languages of the verification page; the PC page has only zh, TW and en.
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
    Parameter {
        name,
        required: true,
        form,
        tolerances: &[],
        default: None,
        meaning,
        example,
        mark: Mark::Documented,
    }
}

pub(in crate::contract) const fn optional(
    name: &'static str,
    form: Form,
    meaning: &'static str,
    example: &'static str,
) -> Parameter {
    Parameter { required: false, ..required(name, form, meaning, example) }
}

/// `MerchantBizId` of an operation: letters and digits; the real service was observed to accept a UUID with dashes.
pub(in crate::contract) const fn merchant_biz_id(meaning: &'static str) -> Parameter {
    Parameter {
        tolerances: &[
            Tolerance { level: Strictness::Observed, takes: Takes::Word { also: "-_", longest: 64 } },
            Tolerance { level: Strictness::Lenient, takes: Takes::AnyUpTo(64) },
        ],
        ..required(
            "MerchantBizId",
            Form::Word { also: "", longest: 32 },
            meaning,
            "e0c34a77f5ac40a5aa5e6ed20c353888",
        )
    }
}

pub(in crate::contract) const fn switch(
    name: &'static str,
    choices: &'static [Choice],
    default: &'static str,
    meaning: &'static str,
) -> Parameter {
    Parameter {
        default: Some(default),
        tolerances: &[Tolerance::LENIENT_ANY],
        ..optional(name, Form::OneOf { choices }, meaning, default)
    }
}

/// All parameters, in the order in which they are checked.
const PARAMETERS: &[Parameter] = &[
    required(
        "ProductCode",
        Form::OneOf { choices: ID_OCR },
        "The product: ID document recognition.",
        "ID_OCR",
    ),
    merchant_biz_id("Your own ID of this check. Using it twice creates two transactions."),
    Parameter {
        tolerances: &[
            Tolerance { level: Strictness::Observed, takes: Takes::PythonRepr },
            Tolerance { level: Strictness::Lenient, takes: Takes::JsonObject },
        ],
        ..required(
            "MetaInfo",
            Form::MetaInfo,
            "The result of getMetaInfo() on the user's device. Its deviceType determines the page at TransactionUrl: web the PC page, h5 the mobile page; ios and android get no URL.",
            r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web","ua":"Mozilla/5.0"}"#,
        )
    },
    required("MerchantUserId", Form::Text, "Your own ID of the user.", "123456789"),
    required(
        "DocType",
        Form::OneOf { choices: DOCUMENTS },
        "The type of document that the user shows.",
        "01000000",
    ),
    optional(
        "ReturnUrl",
        Form::Url { https: false },
        "Where the browser is redirected when the check ends. It may have a query and a fragment.",
        "http://localhost:5173/done",
    ),
    optional(
        "SceneCode",
        Form::Word { also: "_", longest: 10 },
        "Your own label of the place in your product, to find calls again.",
        "signup_1",
    ),
    Parameter {
        mark: Mark::Sister,
        tolerances: &[
            Tolerance {
                level: Strictness::Observed,
                takes: Takes::Spellings(&[("true", "Y"), ("false", "N")]),
            },
            Tolerance::LENIENT_ANY,
        ],
        ..switch(
            "IdSpoof",
            YES_NO,
            "N",
            "Whether the document is checked for being a copy or a photo of a screen.",
        )
    },
    switch("IdThreshold", THRESHOLDS, "3", "How strictly the document's quality is checked."),
    switch("ShowAlbumIcon", SHOW, "1", "Whether the user may choose a picture instead of taking one."),
    switch("ShowOcrResult", SHOW, "1", "Whether the user sees what was recognised."),
    switch("ShowGuidePage", SHOW, "1", "Whether the user sees a guide first."),
    switch("EditOcrResult", EDIT, "1", "Whether the user may correct what was recognised."),
    Parameter {
        tolerances: &[Tolerance { level: Strictness::Lenient, takes: Takes::HttpUrl }],
        ..optional(
            "CallbackUrl",
            Form::Url { https: true },
            "The URL to which the service reports the end of the check, with GET.",
            "https://shop.example/verified?shop=1",
        )
    },
    optional(
        "CallbackToken",
        Form::Text,
        "Your own string that is returned in the callback.",
        "NMjvQanQgplBSaEI0sL+",
    ),
    optional(
        "LanguageConfig",
        Form::Languages(LANGUAGES),
        "The language of the page, and overrides of its strings.",
        r#"{"defaultLanguage":"en"}"#,
    ),
    optional(
        "StyleConfig",
        Form::JsonObject,
        "The look of the page: guidePage, ocrPage and ocrResultPage, and alert on a PC, each with the vendor's names. An unknown name is ignored, with a warning.",
        r##"{"ocrPage":{"ocrBgColor":"#ffffff"}}"##,
    ),
];

/// The arguments of a valid Initialize call.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "they are the switches of the API")]
pub struct InitializeArgs<'a> {
    /// `MerchantBizId`.
    pub merchant_biz_id: &'a str,
    /// `deviceType` of `MetaInfo`; the PC if a lenient run accepted an unknown one.
    pub device: Device,
    /// `DocType`, as a row of [`DOCUMENTS`].
    pub document: usize,
    /// `ReturnUrl`.
    pub return_url: Option<&'a str>,
    /// `CallbackUrl`.
    pub callback_url: Option<&'a str>,
    /// `CallbackToken`.
    pub callback_token: Option<&'a str>,
    /// `LanguageConfig`.
    pub language_config: Option<&'a str>,
    /// `StyleConfig`.
    pub style_config: Option<&'a str>,
    /// `IdSpoof`.
    pub id_spoof: bool,
    /// `ShowGuidePage`.
    pub show_guide_page: bool,
    /// `ShowAlbumIcon`.
    pub show_album_icon: bool,
    /// `ShowOcrResult`.
    pub show_ocr_result: bool,
    /// `EditOcrResult`.
    pub edit_ocr_result: bool,
}

impl<'a> InitializeArgs<'a> {
    pub(super) fn new(valid: &ValidParameters<'a>) -> Self {
        const MERCHANT_BIZ_ID: usize = row(PARAMETERS, "MerchantBizId");
        const META_INFO: usize = row(PARAMETERS, "MetaInfo");
        const DOC_TYPE: usize = row(PARAMETERS, "DocType");
        const RETURN_URL: usize = row(PARAMETERS, "ReturnUrl");
        const CALLBACK_URL: usize = row(PARAMETERS, "CallbackUrl");
        const CALLBACK_TOKEN: usize = row(PARAMETERS, "CallbackToken");
        const LANGUAGE_CONFIG: usize = row(PARAMETERS, "LanguageConfig");
        const STYLE_CONFIG: usize = row(PARAMETERS, "StyleConfig");
        const ID_SPOOF: usize = row(PARAMETERS, "IdSpoof");
        const SHOW_GUIDE_PAGE: usize = row(PARAMETERS, "ShowGuidePage");
        const SHOW_ALBUM_ICON: usize = row(PARAMETERS, "ShowAlbumIcon");
        const SHOW_OCR_RESULT: usize = row(PARAMETERS, "ShowOcrResult");
        const EDIT_OCR_RESULT: usize = row(PARAMETERS, "EditOcrResult");
        let device = valid.choice(META_INFO).and_then(|device| Device::ALL.get(device));
        // The first choice of each switch turns it on; any other accepted value leaves the default.
        let on_unless_off = |row: usize| valid.choice(row) != Some(1);
        Self {
            merchant_biz_id: valid.value(MERCHANT_BIZ_ID).unwrap_or_default(),
            device: device.copied().unwrap_or(Device::Web),
            document: valid.choice(DOC_TYPE).unwrap_or_default(),
            return_url: valid.value(RETURN_URL),
            callback_url: valid.value(CALLBACK_URL),
            callback_token: valid.value(CALLBACK_TOKEN),
            language_config: valid.value(LANGUAGE_CONFIG),
            style_config: valid.value(STYLE_CONFIG),
            id_spoof: valid.choice(ID_SPOOF) == Some(0),
            show_guide_page: on_unless_off(SHOW_GUIDE_PAGE),
            show_album_icon: on_unless_off(SHOW_ALBUM_ICON),
            show_ocr_result: on_unless_off(SHOW_OCR_RESULT),
            edit_ocr_result: on_unless_off(EDIT_OCR_RESULT),
        }
    }
}
