//! What a transaction keeps of the Initialize call that made it: a few texts in one piece of memory, unread until the
//! page is opened, because most transactions of a load test never are.

use crate::contract::document::DOCUMENTS;
use crate::contract::initialize::Device;
use crate::contract::{Parameters, language, style};

/// The texts that are kept, by their place.
const TEXTS: [&str; 6] =
    ["MerchantBizId", "ReturnUrl", "CallbackUrl", "CallbackToken", "LanguageConfig", "StyleConfig"];
/// The switches that are kept, with the value that turns each from its default.
const SWITCHES: [(&str, &str); 5] = [
    ("ShowGuidePage", "0"),
    ("ShowAlbumIcon", "0"),
    ("ShowOcrResult", "0"),
    ("EditOcrResult", "0"),
    ("IdSpoof", "Y"),
];

/// The terms of one transaction.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The account, then [`TEXTS`] in their order.
    text: Box<str>,
    ends: [u32; TEXTS.len() + 1],
    document: u8,
    turned: u8,
    /// The kind of device.
    pub device: Device,
}

impl Terms {
    /// Takes from a call, which was found valid, what the rest of the flow needs.
    #[must_use]
    pub fn new(account: &str, device: Device, parameters: &Parameters) -> Self {
        let mut found = [""; TEXTS.len()];
        let (mut document, mut turned) = (0, 0);
        for item in parameters.iter() {
            if let Some(place) = TEXTS.iter().position(|name| *name == item.name) {
                found[place] = if found[place].is_empty() { item.value } else { found[place] };
            } else if let Some(place) = SWITCHES.iter().position(|(name, _)| *name == item.name) {
                turned |= u8::from(item.value == SWITCHES[place].1) << place;
            } else if item.name == "DocType" {
                let index = DOCUMENTS.iter().position(|row| row.value == item.value);
                document = index.and_then(|index| u8::try_from(index).ok()).unwrap_or_default();
            }
        }
        let mut text =
            String::with_capacity(account.len() + found.iter().map(|text| text.len()).sum::<usize>());
        let mut ends = [0; TEXTS.len() + 1];
        for (end, part) in ends.iter_mut().zip(std::iter::once(account).chain(found)) {
            text.push_str(part);
            // A request is far below 4 GiB.
            *end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        }
        Self { text: text.into_boxed_str(), ends, document, turned, device }
    }

    /// Bytes of memory besides the value itself.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len()
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
    pub fn wording(&self) -> language::Wording {
        language::read(self.filled(5), self.device == Device::Web)
    }

    /// The colours of the page.
    #[must_use]
    pub fn colours(&self) -> Vec<style::Colour> {
        style::read(self.filled(6))
    }

    /// `DocType`.
    #[must_use]
    pub fn document(&self) -> &'static str {
        DOCUMENTS.get(usize::from(self.document)).map_or("", |row| row.value)
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
        self.turned >> place & 1 == 1
    }

    fn filled(&self, place: usize) -> Option<&str> {
        Some(self.part(place)).filter(|text| !text.is_empty())
    }

    fn part(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..self.ends[place] as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Place;

    fn terms(parameters: &[(&str, &str)]) -> Terms {
        let mut given = Parameters::default();
        for (name, value) in parameters {
            given.push(name, value, Place::Query);
        }
        Terms::new("testid", Device::H5, &given)
    }

    #[test]
    fn terms_keep_what_the_flow_needs_and_nothing_else() {
        let terms = terms(&[
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
            (terms.account(), terms.merchant_biz_id(), terms.document()),
            ("testid", "biz", "000000011")
        );
        assert_eq!((terms.return_url(), terms.callback_url()), (None, Some("https://a.example/ü")));
        assert_eq!((terms.callback_token(), terms.wording().language), (None, "zh"));
        assert!(terms.shows_guide() && !terms.shows_album() && terms.shows_result() && terms.edits_result());
        assert!(terms.detects_spoof() && terms.colours().is_empty());
        assert_eq!(terms.size(), "testidbizhttps://a.example/üzh".len());
    }
}
