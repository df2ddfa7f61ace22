//! The devices in `MetaInfo`.

/// The device in `MetaInfo`, which determines the page at TransactionUrl.
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
    /// The values of `deviceType`.
    pub const NAMES: [&'static str; 4] = ["web", "h5", "ios", "android"];

    /// All devices, in the order of [`NAMES`](Self::NAMES).
    pub const ALL: [Self; 4] = [Self::Web, Self::H5, Self::Ios, Self::Android];

    /// The device of a `deviceType`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let position = Self::NAMES.iter().position(|other| *other == name)?;
        Self::ALL.get(position).copied()
    }

    /// Whether the check runs in a browser, so that the response has a TransactionUrl.
    #[must_use]
    pub fn has_page(self) -> bool {
        matches!(self, Self::Web | Self::H5)
    }
}
