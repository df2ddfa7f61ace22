//! x
#![allow(missing_docs)]
use std::sync::LazyLock;
pub static T: LazyLock<[bool; 26]> = LazyLock::new(|| {
    let s = std::env::var("XTOGGLES").unwrap_or_default();
    let mut t = [false; 26];
    for b in s.bytes() { if b.is_ascii_lowercase() { t[(b - b'a') as usize] = true; } }
    t
});
pub fn on(c: u8) -> bool { T[(c - b'a') as usize] }
