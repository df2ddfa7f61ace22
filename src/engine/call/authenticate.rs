//! Authenticates a call with a declared key: status of the key, security token, timestamp, signature, nonce.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use jiff::Timestamp;

use crate::contract::error::{
    EXPIRED_SECURITY_TOKEN, INACTIVE_ACCESS_KEY_ID, INVALID_ACCESS_KEY_ID, INVALID_TIME_STAMP_EXPIRED,
    INVALID_TIME_STAMP_FORMAT, MALFORMED_SECURITY_TOKEN, MISMATCHED_SECURITY_TOKEN, MISSING_ACCESS_KEY_ID,
    MISSING_SECURITY_TOKEN, SIGNATURE_DOES_NOT_MATCH, SIGNATURE_NONCE_USED,
};
use crate::contract::{ApiError, Call, size};
use crate::engine::account::{AccountStanding, AccountState, Accounts, Key};
use crate::engine::clock::ClockReading;
use crate::scenario::format::TimestampWindow;
use crate::signature::{self, Presented, Secret, Verified, doctor, timestamp};

/// Checks the key's status, the security token, the timestamp and the signature.
pub(super) fn authenticate(
    call: &Call,
    presented: &Presented<'_>,
    key: &Key,
    reading: ClockReading,
    window: TimestampWindow,
) -> Result<Verified, ApiError> {
    if key.declared.standing == AccountStanding::KeyDisabled {
        return Err(INACTIVE_ACCESS_KEY_ID.error());
    }
    check_security_token(presented.security_token(), key, reading.now)?;
    check_timestamp(presented.timestamp().unwrap_or_default(), reading, window)?;
    check_signature(call, presented, &key.secret)
}

/// Consumes the nonce; called only for calls with a valid signature.
pub(super) fn consume_nonce(
    state: &mut AccountState,
    presented: &Presented<'_>,
    key: &Key,
    reading: ClockReading,
) -> Result<(), ApiError> {
    let nonce = presented.nonce().unwrap_or_default();
    if state.nonces.consume_nonce(&key.declared.access_key_id, nonce, reading.elapsed) {
        Ok(())
    } else {
        Err(SIGNATURE_NONCE_USED.error())
    }
}

fn check_security_token(sent: Option<&str>, key: &Key, now: Timestamp) -> Result<(), ApiError> {
    let temporary = key.declared.access_key_id.starts_with("STS.") || key.declared.security_token.is_some();
    let Some(sent) = sent else {
        return if temporary { Err(MISSING_SECURITY_TOKEN.error()) } else { Ok(()) };
    };
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.');
    if !sent.chars().all(known) {
        return Err(MALFORMED_SECURITY_TOKEN.error());
    }
    if !temporary || key.declared.security_token.as_ref().is_some_and(|token| token != sent) {
        return Err(MISMATCHED_SECURITY_TOKEN.error());
    }
    if key.declared.security_token_expires.is_some_and(|expires| expires <= now) {
        return Err(EXPIRED_SECURITY_TOKEN.error());
    }
    Ok(())
}

fn check_timestamp(sent: &str, reading: ClockReading, window: TimestampWindow) -> Result<(), ApiError> {
    let claimed = timestamp::parse(sent).ok_or_else(|| INVALID_TIME_STAMP_FORMAT.error())?;
    let near = |now: Timestamp| now.duration_since(claimed).unsigned_abs() <= timestamp::WINDOW;
    let near_unmoved = near(reading.without_moves());
    if near(reading.now) || near_unmoved && window == TimestampWindow::Either {
        return Ok(());
    }
    let hint = match reading.if_moved() {
        None => doctor::clock_offset(claimed, reading.now),
        Some(now) if near_unmoved => Some(format!(
            "The timestamp is the machine's time, and the emulator's clock was moved to {now}: timestamps follow it \
             because of \"timestamps\": \"follow\". POST /_emulator/clock {{\"timestamps\":\"either\"}} accepts both."
        )),
        Some(now) => doctor::clock_offset(claimed, reading.without_moves()).or_else(|| {
            Some(format!(
                "The timestamp is near neither the machine's time ({}) nor the emulator's clock, which was moved to {now}.",
                reading.without_moves()
            ))
        }),
    };
    Err(INVALID_TIME_STAMP_EXPIRED.error().with_hint(hint))
}

fn check_signature(call: &Call, presented: &Presented<'_>, secret: &Secret) -> Result<Verified, ApiError> {
    signature::verify(call, presented, secret).map_err(|error| {
        let is_mismatch = std::ptr::eq(error.row, &raw const SIGNATURE_DOES_NOT_MATCH);
        let hint = error
            .hint
            .clone()
            .or_else(|| doctor::diagnose(call, presented, secret))
            .or_else(|| is_mismatch.then(|| doctor::other_secret(secret)));
        error.with_hint(hint)
    })
}

/// The declared key of a call; `None` if no keys are declared, so that any is accepted.
pub(super) fn declared_key<'a>(
    accounts: &'a Accounts,
    presented: &Presented<'_>,
) -> Result<Option<&'a Key>, ApiError> {
    size::ACCESS_KEY_ID.check("AccessKeyId", presented.access_key_id().unwrap_or_default())?;
    size::NONCE.check("SignatureNonce", presented.nonce().unwrap_or_default())?;
    // In V3 these are headers.
    size::VALUE.check("SecurityToken", presented.security_token().unwrap_or_default())?;
    size::VALUE.check("Timestamp", presented.timestamp().unwrap_or_default())?;
    if !accounts.declared() {
        return Ok(None);
    }
    if let Some(missing) = presented.missing() {
        return Err(missing);
    }
    let access_key_id = presented.access_key_id().ok_or_else(|| MISSING_ACCESS_KEY_ID.error())?;
    if let Some(key) = accounts.key(access_key_id) {
        Ok(Some(key))
    } else {
        let pasted = accounts.key(access_key_id.trim()).is_some();
        let hint = pasted.then(|| {
            "Remove the white space around the AccessKeyId: without it the key is known.".to_owned()
        });
        Err(INVALID_ACCESS_KEY_ID.error().with_hint(hint))
    }
}
