//! Real, unmodified SDK clients against the emulator, and what their users see.
//!
//! `environment` makes the virtual environments and `node_modules` once, from hash-locked files;
//! `process` runs a child and reads its lines; `client` names the SDKs and how each reports a
//! refusal; `cases` says what every one of them must see; `run` starts an emulator and makes the
//! calls; `verdict` compares. The drivers in `python/` and `node/` make one call for each line of
//! JSON and assert nothing.
//!
//! A new case is one entry in `cases`; a new client is one entry in `client` and one test below.

mod admin_api;
mod cases;
mod client;
mod differential;
pub(crate) mod environment;
mod faults;
mod flow;
mod https;
mod process;
mod run;
mod snippets;
mod torture;
mod verdict;

use run::Transport;

#[test]
fn the_python_sdk_3_23_1_sees_the_contract() {
    run::every_case(&client::tea("sync"));
}

#[test]
fn the_python_sdk_3_23_1_sees_the_contract_in_async_calls() {
    run::every_case(&client::tea("async"));
}

#[test]
fn the_python_sdk_3_10_0_sees_the_contract() {
    run::every_case(&client::old_tea("sync"));
}

#[test]
fn the_python_sdk_3_10_0_sees_the_contract_in_async_calls() {
    run::every_case(&client::old_tea("async"));
}

#[test]
fn the_legacy_python_core_sees_the_contract_in_generated_requests() {
    run::every_case(&client::core_generated());
}

#[test]
fn the_legacy_python_core_sees_the_contract_in_common_requests() {
    run::every_case(&client::core_common());
}

#[test]
fn the_node_openapi_core_sees_the_contract_with_a_query() {
    run::every_case(&client::openapi_core("query"));
}

#[test]
fn the_node_openapi_core_sees_the_contract_with_a_form_body() {
    run::every_case(&client::openapi_core("body"));
}

#[test]
fn the_node_pop_core_sees_the_contract_with_post() {
    run::every_case(&client::pop_core());
}

#[test]
fn the_python_sdk_3_23_1_sees_the_contract_over_https() {
    run::every_case_over(Transport::Https, &client::tea("sync"));
}

#[test]
fn the_python_sdk_3_23_1_sees_the_contract_over_https_in_async_calls() {
    run::every_case_over(Transport::Https, &client::tea("async"));
}

#[test]
fn the_legacy_python_core_sees_the_contract_over_https() {
    run::every_case_over(Transport::Https, &client::core_common());
}

#[test]
fn the_node_openapi_core_sees_the_contract_over_https() {
    run::every_case_over(Transport::Https, &client::openapi_core("query"));
}

#[test]
fn the_node_pop_core_sees_the_contract_over_https() {
    run::every_case_over(Transport::Https, &client::pop_core());
}

#[test]
fn the_python_sdks_trust_the_ca_by_ssl_cert_file() {
    for client in
        [client::tea("sync"), client::tea("async"), client::old_tea("sync"), client::old_tea("async")]
    {
        https::a_variable_makes_it_trust(&client, "SSL_CERT_FILE");
    }
}

#[test]
fn the_node_sdks_trust_the_ca_by_node_extra_ca_certs() {
    for client in [client::openapi_core("query"), client::pop_core()] {
        https::a_variable_makes_it_trust(&client, "NODE_EXTRA_CA_CERTS");
    }
}

#[test]
fn the_python_sdk_reaches_the_vendor_s_host_with_its_endpoint_untouched() {
    for mode in ["sync", "async"] {
        https::the_vendor_s_host_is_answered(&client::tea(mode));
    }
}

#[test]
fn ten_thousand_random_requests_that_the_python_sdk_signed_are_accepted() {
    differential::what_the_sdk_signs_is_accepted();
}

#[test]
fn ten_thousand_of_them_with_one_byte_changed_are_refused() {
    differential::one_changed_byte_is_refused();
}

#[test]
fn the_python_sdk_3_23_1_walks_the_whole_check_with_a_python_receiver() {
    let python = environment::Environment::Python("cloudauth-intl-3.23.1");
    flow::the_whole_check(&client::tea("sync"), python, "python/receiver.py");
}

#[test]
fn the_python_sdk_3_23_1_surfaces_who_was_denied_what_of_all_five_operations() {
    for mode in ["sync", "async"] {
        flow::a_denial_is_surfaced(&client::tea(mode));
    }
}

#[test]
fn the_node_openapi_core_walks_the_whole_check_with_a_node_receiver() {
    let node = environment::Environment::Node;
    flow::the_whole_check(&client::openapi_core("query"), node, "node/receiver.js");
}

#[test]
fn the_python_test_of_the_readme_passes_under_pytest() {
    let environment = environment::Environment::Python("cloudauth-intl-3.23.1");
    let pytest = ["-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", ".", "-p", "no:cacheprovider"];
    snippets::run("python", environment, &pytest, "py", "1 passed");
}

#[test]
fn the_node_test_of_the_readme_passes_under_the_runner_of_node() {
    let runner = ["--test", "--test-reporter", "tap"];
    snippets::run("node", environment::Environment::Node, &runner, "js", "\n# pass 1\n");
}

#[test]
fn the_call_of_the_page_about_sdks_works_in_node() {
    snippets::call("openapi-core", environment::Environment::Node);
}

#[test]
fn torture_robust_merchant_survives_everything() {
    torture::the_robust_merchant_survives_everything();
}

#[test]
fn torture_missing_retry_on_503_is_found() {
    torture::no_retry_on_503_is_found();
}

#[test]
fn torture_second_wait_that_is_ignored_is_found() {
    torture::the_second_wait_that_is_ignored_is_found();
}

#[test]
fn torture_order_that_a_second_callback_loses_is_found() {
    torture::the_order_that_a_second_callback_loses_is_found();
}

#[test]
fn torture_robust_node_client_survives_everything() {
    torture::the_robust_node_client_survives_everything();
}

#[test]
fn torture_node_client_that_gives_up_on_broken_connections_is_found() {
    torture::the_node_client_that_gives_up_on_broken_connections_is_found();
}
