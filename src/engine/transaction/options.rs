//! The options in the Initialize call of a transaction: a few strings and switches, packed into bytes. They are unpacked
//! only when the page is opened, which most transactions of a load test never are.

use crate::contract::device::Device;
use crate::contract::document::DOCUMENTS;
use crate::contract::language::{self, BrowserLanguages};
use crate::contract::operations::initialize::InitializeArgs;
use crate::contract::style;

/// The number of strings: the account and six parameters.
const STRINGS: usize = 7;
/// The size of the head in bytes: the end of each string, the document, the switches, the device.
const HEAD: usize = 4 * STRINGS + 3;

/// The options of a check, packed by [`CheckOptions::pack`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOptions {
    packed: Box<[u8]>,
}

impl CheckOptions {
    /// The options of a call.
    #[must_use]
    pub fn new(account: &str, args: &InitializeArgs<'_>) -> Self {
        let mut packed = Vec::with_capacity(Self::packed_size(account, args));
        Self::pack(account, args, &mut packed);
        Self::unpack(&packed)
    }

    /// The number of bytes that [`pack`](Self::pack) writes.
    #[must_use]
    pub fn packed_size(account: &str, args: &InitializeArgs<'_>) -> usize {
        HEAD + strings(account, args).iter().map(|string| string.len()).sum::<usize>()
    }

    /// Writes a head of fixed length, then the strings in order.
    pub fn pack(account: &str, args: &InitializeArgs<'_>, out: &mut Vec<u8>) {
        let strings = strings(account, args);
        let mut end = 0;
        for string in strings {
            end += string.len();
            // A request is far below 4 GiB.
            out.extend_from_slice(&u32::try_from(end).unwrap_or(u32::MAX).to_le_bytes());
        }
        let switches = [
            args.show_guide_page,
            args.show_album_icon,
            args.show_ocr_result,
            args.edit_ocr_result,
            args.id_spoof,
        ];
        let bits = switches.iter().enumerate().fold(0, |bits, (index, on)| bits | u8::from(*on) << index);
        out.extend_from_slice(&[u8::try_from(args.document).unwrap_or_default(), bits, args.device as u8]);
        for string in strings {
            out.extend_from_slice(string.as_bytes());
        }
    }

    /// The bytes of packed options up to the second string: from these the account, `MerchantBizId`, the document, the switches
    /// and the device can be read.
    #[must_use]
    pub fn start_of(packed: &[u8]) -> &[u8] {
        let end =
            packed.get(4..).and_then(<[u8]>::first_chunk).map_or(0, |end| u32::from_le_bytes(*end) as usize);
        packed.get(..HEAD + end).unwrap_or(packed)
    }

    /// The options written by [`pack`](Self::pack).
    #[must_use]
    pub fn unpack(packed: &[u8]) -> Self {
        Self { packed: packed.into() }
    }

    /// The heap memory used, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.packed.len()
    }

    /// The device.
    #[must_use]
    pub fn device(&self) -> Device {
        Device::ALL.get(usize::from(self.byte(HEAD - 1))).copied().unwrap_or(Device::Web)
    }

    /// The account that created the transaction.
    #[must_use]
    pub fn account(&self) -> &str {
        self.part(0)
    }

    /// `MerchantBizId`.
    #[must_use]
    pub fn merchant_biz_id(&self) -> &str {
        self.part(1)
    }

    /// `ReturnUrl`.
    #[must_use]
    pub fn return_url(&self) -> Option<&str> {
        self.non_empty(2)
    }

    /// `CallbackUrl`.
    #[must_use]
    pub fn callback_url(&self) -> Option<&str> {
        self.non_empty(3)
    }

    /// `CallbackToken`.
    #[must_use]
    pub fn callback_token(&self) -> Option<&str> {
        self.non_empty(4)
    }

    /// The language and strings of the page.
    #[must_use]
    pub fn wording(&self, browser: BrowserLanguages<'_>) -> language::PageWording {
        language::read(self.non_empty(5), self.device() == Device::Web, browser)
    }

    /// The look of the page.
    #[must_use]
    pub fn style(&self) -> style::PageStyle {
        style::read(self.non_empty(6), self.device() == Device::Web)
    }

    /// `DocType`.
    #[must_use]
    pub fn document(&self) -> &'static str {
        DOCUMENTS.get(usize::from(self.byte(HEAD - 3))).map_or("", |row| row.value)
    }

    /// `ShowGuidePage`.
    #[must_use]
    pub fn shows_guide(&self) -> bool {
        self.is_on(0)
    }

    /// `ShowAlbumIcon`.
    #[must_use]
    pub fn shows_album(&self) -> bool {
        self.is_on(1)
    }

    /// `ShowOcrResult`.
    #[must_use]
    pub fn shows_result(&self) -> bool {
        self.is_on(2)
    }

    /// `EditOcrResult`.
    #[must_use]
    pub fn edits_result(&self) -> bool {
        self.is_on(3)
    }

    /// `IdSpoof`.
    #[must_use]
    pub fn detects_spoof(&self) -> bool {
        self.is_on(4)
    }

    fn is_on(&self, index: u8) -> bool {
        self.byte(HEAD - 2) >> index & 1 == 1
    }

    fn non_empty(&self, index: usize) -> Option<&str> {
        Some(self.part(index)).filter(|text| !text.is_empty())
    }

    fn part(&self, index: usize) -> &str {
        let start = HEAD + index.checked_sub(1).map_or(0, |before| self.end(before));
        let bytes = self.packed.get(start..HEAD + self.end(index)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The end of a string, relative to the end of the head.
    fn end(&self, index: usize) -> usize {
        let bytes = self.packed.get(4 * index..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
    }

    fn byte(&self, at: usize) -> u8 {
        self.packed.get(at).copied().unwrap_or_default()
    }
}

/// The strings in order; empty if absent in the call.
fn strings<'a>(account: &'a str, args: &InitializeArgs<'a>) -> [&'a str; STRINGS] {
    [
        account,
        args.merchant_biz_id,
        args.return_url.unwrap_or_default(),
        args.callback_url.unwrap_or_default(),
        args.callback_token.unwrap_or_default(),
        args.language_config.unwrap_or_default(),
        args.style_config.unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::operations::OperationArgs;
    use crate::contract::operations::initialize::OPERATION;
    use crate::contract::validate::validate;
    use crate::contract::{ParameterSource, Parameters, Strictness};

    fn options(parameters: &[(&str, &str)]) -> CheckOptions {
        let mut given = Parameters::default();
        for (name, value) in parameters {
            given.push(name, value, ParameterSource::Query);
        }
        let valid = validate(OPERATION.parameters, &given, Strictness::Documented).unwrap();
        let OperationArgs::Initialize(args) = OPERATION.args(&valid) else { panic!("{valid:?}") };
        CheckOptions::new("testid", &args)
    }

    #[test]
    fn options_keep_what_the_check_needs_and_nothing_else() {
        let options = options(&[
            ("ProductCode", "ID_OCR"),
            ("MerchantUserId", "user"),
            ("MetaInfo", r#"{"deviceType":"h5"}"#),
            ("CallbackUrl", "https://a.example/ü"),
            ("DocType", "000000011"),
            ("MerchantBizId", "biz"),
            ("LanguageConfig", "zh"),
            ("IdSpoof", "Y"),
            ("ShowAlbumIcon", "0"),
            ("EditOcrResult", "1"),
        ]);
        assert_eq!(
            (options.account(), options.merchant_biz_id(), options.document()),
            ("testid", "biz", "000000011")
        );
        assert_eq!((options.return_url(), options.callback_url()), (None, Some("https://a.example/ü")));
        assert_eq!(
            (options.callback_token(), options.wording(BrowserLanguages::default()).language),
            (None, "zh")
        );
        assert!(
            options.shows_guide()
                && !options.shows_album()
                && options.shows_result()
                && options.edits_result()
        );
        assert!(options.detects_spoof() && options.style().colours.is_empty());
        assert_eq!(options.device(), Device::H5);
        assert_eq!(options.size(), HEAD + "testidbizhttps://a.example/üzh".len());
    }
}
