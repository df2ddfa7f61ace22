//! Timestamps, and clocks that are set to another zone.

use cloudauth_local::signature::doctor::clock_offset;
use cloudauth_local::signature::timestamp::parse;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

#[test]
fn only_the_documented_form_is_a_time_stamp() {
    for good in [
        "2026-11-22T22:00:01Z",
        "2026-11-22T22:00:01.335922768Z",
        "2026-11-22T22:00:01.3Z",
        "2024-02-29T23:59:59Z",
        "2000-02-29T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9998-12-31T23:59:59Z",
    ] {
        assert_eq!(parse(good), Some(good.parse::<Timestamp>().unwrap()), "{good}");
    }
    for bad in [
        "",
        "2026-11-22",
        "2026-11-22 22:00:01Z",
        "2026-11-22T22:00:01",
        "2026-11-22T22:00:01z",
        "2026-11-22t22:00:01Z",
        "2026-11-22T22:00:01+08:00",
        "2026-11-22T22:00:01+0000",
        "2026-11-22T22:00:01.Z",
        "2026-11-22T22:00:01.1234567890Z",
        "2026-11-22T22:00:01.1Z ",
        "2026-11-22T24:00:00Z",
        "2026-11-22T22:60:01Z",
        "2026-11-22T22:00:60Z",
        "2026-11-22T22:00:60.5Z",
        "2026-00-22T22:00:01Z",
        "2026-13-22T22:00:01Z",
        "2026-11-31T22:00:01Z",
        "2026-11-00T22:00:01Z",
        "2026-02-29T22:00:01Z",
        "1900-02-29T22:00:01Z",
        "2026-1a-22T22:00:01Z",
        "2026-11-22T22:00:+1Z",
        "20261122T220001Z",
        "1700000000",
        "Sun, 22 Nov 2026 22:00:01 GMT",
        "２０２６-11-22T22:00:01Z",
        "2026-11-22T22:00:0éZ",
    ] {
        assert_eq!(parse(bad), None, "{bad}");
    }
}

#[test]
fn a_clock_in_another_zone_is_recognised() {
    let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
    for (minutes, hint) in [
        (8 * 60, "8:00 h ahead of UTC, as the local time of UTC+08:00"),
        (8 * 60 + 1, "8:00 h ahead of UTC"),
        (330, "5:30 h ahead of UTC, as the local time of UTC+05:30"),
        (30, "0:30 h ahead of UTC"),
        (-5 * 60, "5:00 h behind UTC, as the local time of UTC-05:00"),
        (14 * 60, "14:00 h ahead of UTC"),
    ] {
        let found = clock_offset(now + SignedDuration::from_mins(minutes), now).unwrap_or_default();
        assert!(found.contains(hint), "{minutes}: {found}");
    }
    for minutes in [0, 1, -2, 16, 45, 8 * 60 + 10, 15 * 60, -15 * 60, 24 * 60, 100_000] {
        assert_eq!(clock_offset(now + SignedDuration::from_mins(minutes), now), None, "{minutes}");
    }
}

proptest! {
    #[test]
    fn every_second_is_read_as_the_library_reads_it(second in -62_000_000_000i64..253_000_000_000) {
        let time = Timestamp::from_second(second).unwrap();
        prop_assert_eq!(parse(&time.to_string()), Some(time));
    }

    #[test]
    fn no_text_breaks_the_parser(text in "[0-9T:.Z-]{18,31}|\\PC{0,24}") {
        let _ = parse(&text);
    }
}
