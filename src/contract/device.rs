//! The kinds of device that `MetaInfo` names.

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
