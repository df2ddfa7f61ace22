//! What a transaction keeps of the Initialize call that made it: a few texts, packed into one piece of bytes, unread
//! until the page is opened, because most transactions of a load test never are.

use crate::contract::document::DOCUMENTS;
use crate::contract::operations::initialize::Device;
use crate::contract::{Parameters, language, style};

/// The texts that are kept, by their place.
const STRINGS: [&str; 6] =
    ["MerchantBizId", "ReturnUrl", "CallbackUrl", "CallbackToken", "LanguageConfig", "StyleConfig"];
/// The switches that are kept, with the value that turns each from its default.
const SWITCHES: [(&str, &str); 5] = [
    ("ShowGuidePage", "0"),
    ("ShowAlbumIcon", "0"),
    ("ShowOcrResult", "0"),
    ("EditOcrResult", "0"),
    ("IdSpoof", "Y"),
];

/// Bytes before the texts: the end of each text, the document, the switches, the device.
const HEAD: usize = 4 * (STRINGS.len() + 1) + 3;

/// What Initialize asks for, borrowed from its call, which was found valid.
#[derive(Debug, Clone, Copy)]
pub struct InitializeArgs<'a> {
    /// The account that asks.
    pub account: &'a str,
    /// The kind of device.
    pub device: Device,
    /// The parameters of the call.
    pub parameters: &'a Parameters,
}

/// The terms of one transaction: what [`InitializeArgs::pack`] wrote.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    packed: Box<[u8]>,
}

impl InitializeArgs<'_> {
    /// How many bytes [`pack`](Self::pack) writes at most.
    #[must_use]
    pub fn room(&self) -> usize {
        HEAD + self.account.len() + self.parameters.text().len()
    }

    /// Writes what the rest of the flow needs: a head of fixed length, then the account and the texts in their order.
    pub fn pack(&self, out: &mut Vec<u8>) {
        let mut found = [""; STRINGS.len()];
        let (mut document, mut turned) = (0, 0);
        for item in self.parameters.iter() {
            if let Some(place) = STRINGS.iter().position(|name| *name == item.name) {
                found[place] = if found[place].is_empty() { item.value } else { found[place] };
            } else if let Some(place) = SWITCHES.iter().position(|(name, _)| *name == item.name) {
                turned |= u8::from(item.value == SWITCHES[place].1) << place;
            } else if item.name == "DocType" {
                let index = DOCUMENTS.iter().position(|row| row.value == item.value);
                document = index.and_then(|index| u8::try_from(index).ok()).unwrap_or_default();
            }
        }
        let texts = || std::iter::once(self.account).chain(found);
        let mut end = 0;
        for text in texts() {
            end += text.len();
            // A request is far below 4 GiB.
            out.extend_from_slice(&u32::try_from(end).unwrap_or(u32::MAX).to_le_bytes());
        }
        out.extend_from_slice(&[document, turned, self.device as u8]);
        for text in texts() {
            out.extend_from_slice(text.as_bytes());
        }
    }
}

impl CheckOptions {
    /// The terms of a call.
    #[must_use]
    pub fn new(args: &InitializeArgs<'_>) -> Self {
        let mut packed = Vec::with_capacity(args.room());
        args.pack(&mut packed);
        Self::unpack(&packed)
    }

    /// What [`InitializeArgs::pack`] wrote.
    #[must_use]
    pub fn unpack(packed: &[u8]) -> Self {
        Self { packed: packed.into() }
    }

    /// Bytes of memory besides the value itself.
    #[must_use]
    pub fn size(&self) -> usize {
        self.packed.len()
    }

    /// The kind of device.
    #[must_use]
    pub fn device(&self) -> Device {
        Device::ALL.get(usize::from(self.byte(HEAD - 1))).copied().unwrap_or(Device::Web)
    }

    /// The account that made the transaction.
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
        self.filled(2)
    }

    /// `CallbackUrl`.
    #[must_use]
    pub fn callback_url(&self) -> Option<&str> {
        self.filled(3)
    }

    /// `CallbackToken`.
    #[must_use]
    pub fn callback_token(&self) -> Option<&str> {
        self.filled(4)
    }

    /// The language and the texts of the page.
    #[must_use]
    pub fn wording(&self) -> language::PageWording {
        language::read(self.filled(5), self.device() == Device::Web)
    }

    /// The colours of the page.
    #[must_use]
    pub fn colours(&self) -> Vec<style::Colour> {
        style::read(self.filled(6))
    }

    /// `DocType`.
    #[must_use]
    pub fn document(&self) -> &'static str {
        DOCUMENTS.get(usize::from(self.byte(HEAD - 3))).map_or("", |row| row.value)
    }

    /// `ShowGuidePage`.
    #[must_use]
    pub fn shows_guide(&self) -> bool {
        !self.is_turned(0)
    }

    /// `ShowAlbumIcon`.
    #[must_use]
    pub fn shows_album(&self) -> bool {
        !self.is_turned(1)
    }

    /// `ShowOcrResult`.
    #[must_use]
    pub fn shows_result(&self) -> bool {
        !self.is_turned(2)
    }

    /// `EditOcrResult`.
    #[must_use]
    pub fn edits_result(&self) -> bool {
        !self.is_turned(3)
    }

    /// `IdSpoof`.
    #[must_use]
    pub fn detects_spoof(&self) -> bool {
        self.is_turned(4)
    }

    fn is_turned(&self, place: u8) -> bool {
        self.byte(HEAD - 2) >> place & 1 == 1
    }

    fn filled(&self, place: usize) -> Option<&str> {
        Some(self.part(place)).filter(|text| !text.is_empty())
    }

    fn part(&self, place: usize) -> &str {
        let start = HEAD + place.checked_sub(1).map_or(0, |before| self.end(before));
        let bytes = self.packed.get(start..HEAD + self.end(place)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Where a text ends, counted from the end of the head.
    fn end(&self, place: usize) -> usize {
        let bytes = self.packed.get(4 * place..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
    }

    fn byte(&self, at: usize) -> u8 {
        self.packed.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::ParameterSource;

    fn options(parameters: &[(&str, &str)]) -> CheckOptions {
        let mut given = Parameters::default();
        for (name, value) in parameters {
            given.push(name, value, ParameterSource::Query);
        }
        CheckOptions::new(&InitializeArgs { account: "testid", device: Device::H5, parameters: &given })
    }

    #[test]
    fn terms_keep_what_the_flow_needs_and_nothing_else() {
        let options = options(&[
            ("MetaInfo", "{}"),
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
        assert_eq!((options.callback_token(), options.wording().language), (None, "zh"));
        assert!(
            options.shows_guide()
                && !options.shows_album()
                && options.shows_result()
                && options.edits_result()
        );
        assert!(options.detects_spoof() && options.colours().is_empty());
        assert_eq!(options.device(), Device::H5);
        assert_eq!(options.size(), HEAD + "testidbizhttps://a.example/üzh".len());
    }
}
