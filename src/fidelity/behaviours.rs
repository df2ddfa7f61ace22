//! The rows of the contract that are no operation, parameter, document, error or outcome: how calls are addressed, sent,
//! signed and ordered, and what every answer looks like. Beside them the list of what is unknown.

use crate::contract::Mark;

/// One behaviour.
#[derive(Debug)]
pub struct Behaviour {
    /// Its name, for programs: a subject and a word.
    pub name: &'static str,
    /// What the emulator does, as a sentence.
    pub statement: &'static str,
    /// How sure it is.
    pub mark: Mark,
    /// The test that holds it, by its name.
    pub test: &'static str,
}

const fn row(name: &'static str, mark: Mark, test: &'static str, statement: &'static str) -> Behaviour {
    Behaviour { name, statement, mark, test }
}

use Mark::{Choice, Documented, Live, Observed};

/// Every behaviour, by subject.
pub static BEHAVIOURS: &[Behaviour] = &[
    row(
        "addressing.path",
        Documented,
        "an_absolute_target_and_a_double_slash_are_read_as_the_root",
        "There is one path, /, and // is taken for it.",
    ),
    row(
        "addressing.method",
        Documented,
        "get_passes_a_lenient_run_only_and_is_reported",
        "The method is POST; another one on a known action answers UnsupportedHTTPMethod.",
    ),
    row(
        "addressing.case",
        Documented,
        "names_are_case_sensitive_and_unknown_ones_are_ignored",
        "Names of actions and parameters are case-sensitive.",
    ),
    row(
        "addressing.where",
        Documented,
        "a_v1_call_names_them_in_parameters_and_a_v3_call_in_headers",
        "Action and version stand in parameters (V1) or in headers (V3).",
    ),
    row(
        "encoding.form",
        Observed,
        "query_form_and_json_are_merged_in_the_order_of_arrival",
        "Parameters may stand in a form body.",
    ),
    row(
        "encoding.json",
        Observed,
        "query_form_and_json_are_merged_in_the_order_of_arrival",
        "Parameters may stand in a JSON body.",
    ),
    row(
        "encoding.unknown",
        Observed,
        "names_are_case_sensitive_and_unknown_ones_are_ignored",
        "Unknown parameters are ignored.",
    ),
    row(
        "encoding.twice",
        Choice,
        "a_parameter_that_is_given_twice_must_be_the_same_twice",
        "A parameter that is given twice must have the same value twice.",
    ),
    row(
        "encoding.spelling",
        Observed,
        "every_spelling_that_clients_use_is_read",
        "A space is + or %20, and reserved characters may arrive raw.",
    ),
    row(
        "encoding.framing",
        Observed,
        "odd_but_good_framings_are_read",
        "Chunked, empty and unmeasured bodies and absolute targets are read.",
    ),
    row(
        "encoding.format",
        Documented,
        "format_is_json_or_xml_in_any_case_and_xml_where_it_is_absent",
        "Format is JSON or XML in any case; a V1 call without it gets XML.",
    ),
    row(
        "encoding.accept",
        Choice,
        "a_v3_call_gets_json_unless_it_accepts_xml_only",
        "A V3 call gets JSON unless it accepts XML alone.",
    ),
    row(
        "encoding.limits",
        Choice,
        "what_is_too_large_is_refused_with_a_json_body",
        "A body above 10 MiB, a long request line and too many headers are refused with a JSON body.",
    ),
    row(
        "signature.v1",
        Documented,
        "the_vendors_v1_example_holds",
        "The V1 signature is checked as the vendor's example has it.",
    ),
    row(
        "signature.v3",
        Documented,
        "the_vendors_v3_example_holds",
        "The V3 signature is checked as the vendor's example has it.",
    ),
    row(
        "signature.encoding",
        Observed,
        "every_captured_request_is_signed_rightly",
        "What is signed is decoded and encoded again, so that every spelling of a client fits.",
    ),
    row(
        "signature.headers",
        Observed,
        "repeated_headers_are_signed_sorted_and_joined",
        "The headers that the client lists are the signed ones.",
    ),
    row(
        "signature.empty",
        Observed,
        "a_v1_client_may_leave_empty_parameters_out_of_what_it_signs",
        "A V1 client may leave empty parameters out of what it signs.",
    ),
    row(
        "signature.v1-message",
        Observed,
        "the_v1_refusal_is_cut_at_its_first_colon_into_the_string_to_sign",
        "The message of a wrong V1 signature ends with the string to sign behind its only colon.",
    ),
    row(
        "signature.v3-message",
        Observed,
        "the_v3_refusal_shows_the_string_to_sign_and_the_canonical_request",
        "The message of a wrong V3 signature holds the string to sign and the canonical request.",
    ),
    row(
        "time.window",
        Documented,
        "of_two_faults_the_one_that_is_checked_first_wins",
        "A timestamp may be 15 minutes away from the clock.",
    ),
    row(
        "time.nanoseconds",
        Observed,
        "only_the_documented_form_is_a_time_stamp",
        "A timestamp may carry fractions of a second.",
    ),
    row(
        "nonce.window",
        Documented,
        "a_nonce_is_refused_for_31_minutes_and_for_its_own_key_only",
        "A nonce may not repeat within 31 minutes for one access key.",
    ),
    row(
        "nonce.consumed",
        Choice,
        "of_two_faults_the_one_that_is_checked_first_wins",
        "A nonce is used up only once the signature has matched.",
    ),
    row(
        "order.action-first",
        Observed,
        "of_two_faults_the_one_that_is_checked_first_wins",
        "Action and version are looked up before the access key.",
    ),
    row(
        "order.gateway",
        Choice,
        "of_two_faults_the_one_that_is_checked_first_wins",
        "Format, version, action and method are checked in this order.",
    ),
    row(
        "order.authentication",
        Choice,
        "of_two_faults_the_one_that_is_checked_first_wins",
        "Key, token, timestamp, signature and nonce are checked in this order.",
    ),
    row(
        "order.parameters-last",
        Choice,
        "of_two_faults_the_one_that_is_checked_first_wins",
        "Business parameters are checked last.",
    ),
    row(
        "order.parameters",
        Choice,
        "what_is_missing_comes_before_what_is_invalid_and_both_in_table_order",
        "Every missing parameter is reported before an invalid one, both in table order.",
    ),
    row(
        "body.success",
        Documented,
        "every_answer_is_the_golden_one",
        "A success has RequestId, Code, Message and Result, in the order of the vendor's page.",
    ),
    row(
        "body.error",
        Observed,
        "every_answer_is_the_golden_one",
        "An error has RequestId, HostId, Code, Message and Recommend; the gateway's order is another one than the service's.",
    ),
    row(
        "body.recommend",
        Live,
        "every_answer_is_the_golden_one",
        "Recommend is the troubleshooting link of the international site, with code, product and RequestId.",
    ),
    row(
        "body.access-denied",
        Live,
        "every_error_of_the_table_is_met_as_its_row_says",
        "A refusal for want of permission has AccessDeniedDetail as its last member.",
    ),
    row(
        "body.xml",
        Observed,
        "every_answer_is_the_golden_one",
        "XML has the root Error, or the operation's name and Response.",
    ),
    row(
        "headers.common",
        Observed,
        "every_answer_is_the_golden_one",
        "Every answer has the same set of headers, with x-acs-request-id, x-acs-trace-id and an etag.",
    ),
    row(
        "headers.etag",
        Observed,
        "the_etag_is_built_as_observed",
        "The etag is built of length and MD5 of the body.",
    ),
    row(
        "headers.vary",
        Live,
        "every_answer_is_the_golden_one",
        "A body of 1 KB and more has vary: Accept-Encoding.",
    ),
    row(
        "throttling.qps",
        Documented,
        "of_25_calls_at_once_exactly_10_pass_and_another_account_is_not_affected",
        "Each operation has 10 calls a second for each account.",
    ),
    row(
        "throttling.headers",
        Observed,
        "all_three_headers_carry_the_wait_and_it_is_true",
        "Three headers of a throttling answer carry the wait.",
    ),
    row(
        "throttling.burst",
        Choice,
        "the_first_second_passes_at_most_19_calls",
        "As many calls as the QPS may come at once.",
    ),
    row(
        "abnormal.limit",
        Choice,
        "repeated_abnormal_calls_of_one_account_do_not_touch_another_and_end_with_the_window",
        "More than 20 refused calls in a row within 60 s are too many.",
    ),
    row(
        "transaction.url",
        Documented,
        "a_url_that_does_not_open_says_why",
        "A TransactionUrl opens once, unchanged, and for 30 minutes.",
    ),
    row(
        "transaction.results",
        Documented,
        "a_transaction_expires_after_30_minutes_and_its_result_after_30_days",
        "Results are kept for 30 days.",
    ),
    row(
        "transaction.twice",
        Documented,
        "the_same_merchant_biz_id_twice_gives_two_transactions",
        "The same MerchantBizId twice gives two transactions.",
    ),
    row(
        "redirect.response",
        Choice,
        "the_response_is_appended_to_the_urls_query_before_its_fragment",
        "The result is appended to ReturnUrl as the parameter response.",
    ),
    row(
        "callback.parameters",
        Documented,
        "the_parameters_are_appended_to_the_urls_query_in_the_documented_order",
        "A callback is a GET with callbackToken, transactionId, passed and subCode.",
    ),
    row(
        "callback.retries",
        Choice,
        "the_second_attempt_follows_within_three_seconds_and_then_the_wait_grows",
        "A callback that is not answered 200 is sent again, with a growing wait.",
    ),
    row("tls.alpn", Choice, "only_http_1_1_is_offered", "Over TLS only http/1.1 is offered."),
    row(
        "sizes.values",
        Choice,
        "what_is_longer_than_its_limit_is_refused_at_every_level_and_what_is_not_passes",
        "An AccessKeyId, a nonce, a URL and any value but JSON texts and images have a largest size.",
    ),
    row(
        "sizes.message",
        Choice,
        "a_short_string_is_repeated_and_a_long_one_cut_with_its_length_and_hash",
        "SignatureDoesNotMatch repeats a long string to sign in part, with its length and SHA-256.",
    ),
    row(
        "strictness.observed",
        Live,
        "what_integrators_send_in_production_passes_by_default_and_not_as_documented",
        "What was seen to pass live, and what the documentation forbids, depends on the strictness.",
    ),
];

/// What no public source says. Each one is a reason to compare, and to say what was found.
pub static UNKNOWN: &[&str] = &[
    "the SubCode table of ID_OCR, besides 200",
    "the JSON of response in the redirect of this product",
    "how response is joined to a ReturnUrl with a hash route",
    "the wire texts of MissingParameter and InvalidParameter",
    "the wire texts of TransactionIdInvalid and ProcessNotCompleted",
    "the threshold of Forbidden.ExceptionRepeatedInvoke",
    "what CheckResult answers for another MerchantBizId",
    "the postMessage events of verify.js",
    "the keys of the Macao card",
    "whether the gateway too answers Throttling.Api itself",
    "whether this product sends AccessDeniedDetail",
    "how often a callback is sent beyond the second time",
];
