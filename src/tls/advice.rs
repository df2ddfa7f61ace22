//! The output of `cloudauth-local ca`: the path of the CA, and how to make each kind of client trust it.

use std::fmt::Write as _;
use std::path::Path;

use crate::escape;

/// The instructions for one kind of client.
struct Client {
    name: &'static str,
    /// Shell commands, in which `{ca}` is the quoted path of the certificate.
    lines: &'static [&'static str],
    note: &'static str,
}

/// In the order in which they are printed.
static CLIENTS: &[Client] = &[
    Client {
        name: "Python",
        lines: &["export SSL_CERT_FILE={ca}", "export REQUESTS_CA_BUNDLE={ca}"],
        note: "The vendor's SDK reads SSL_CERT_FILE (in addition to its own CAs), or takes the path in \
               Config(ca=...). aliyun-python-sdk-core reads neither variable: pass the path as \
               AcsClient(verify=FILE). The requests library reads REQUESTS_CA_BUNDLE, and then trusts this CA alone.",
    },
    Client {
        name: "Node",
        lines: &["export NODE_EXTRA_CA_CERTS={ca}"],
        note: "Added to the CAs that Node includes; read once, at the start of the process.",
    },
    Client {
        name: "Java",
        lines: &[
            "keytool -importcert -noprompt -alias cloudauth-local -file {ca} -keystore cloudauth-local.p12 -storetype PKCS12 -storepass changeit",
            "export JAVA_TOOL_OPTIONS=\"-Djavax.net.ssl.trustStore=$PWD/cloudauth-local.p12 -Djavax.net.ssl.trustStorePassword=changeit\"",
        ],
        note: "The process then trusts this CA alone.",
    },
    Client {
        name: "Go",
        lines: &["export SSL_CERT_FILE={ca}"],
        note: "On Linux and the BSDs, in place of the system's CAs; on macOS and Windows Go uses the system's store.",
    },
    Client {
        name: "curl",
        lines: &["export CURL_CA_BUNDLE={ca}", "curl --cacert {ca} https://localhost:PORT/"],
        note: "",
    },
];

/// The output for a CA whose certificate is at `certificate`.
#[must_use]
pub fn text(certificate: &Path) -> String {
    let path = certificate.to_string_lossy();
    let quoted = escape::shell_word(&path);
    let mut text = format!("{path}\n");
    for client in CLIENTS {
        let _ = write!(text, "\n# {}\n", client.name);
        for line in client.lines {
            let _ = writeln!(text, "{}", line.replace("{ca}", &quoted));
        }
        if !client.note.is_empty() {
            let _ = writeln!(text, "# {}", client.note);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_path_alone_so_that_a_script_can_take_it() {
        assert_eq!(text(Path::new("/s/ca/cert.pem")).lines().next(), Some("/s/ca/cert.pem"));
    }

    #[test]
    fn every_client_family_has_its_lines() {
        let text = text(Path::new("/s/ca/cert.pem"));
        let families: Vec<(&str, Vec<&str>)> = text
            .split("\n\n# ")
            .skip(1)
            .map(|part| {
                let (name, rest) = part.split_once('\n').unwrap();
                (name, rest.lines().filter(|line| !line.starts_with('#')).collect())
            })
            .collect();
        let go = "export SSL_CERT_FILE=/s/ca/cert.pem";
        let expected = [
            ("Python", vec![go, "export REQUESTS_CA_BUNDLE=/s/ca/cert.pem"]),
            ("Node", vec!["export NODE_EXTRA_CA_CERTS=/s/ca/cert.pem"]),
            (
                "Java",
                vec![
                    "keytool -importcert -noprompt -alias cloudauth-local -file /s/ca/cert.pem -keystore cloudauth-local.p12 -storetype PKCS12 -storepass changeit",
                    "export JAVA_TOOL_OPTIONS=\"-Djavax.net.ssl.trustStore=$PWD/cloudauth-local.p12 -Djavax.net.ssl.trustStorePassword=changeit\"",
                ],
            ),
            ("Go", vec![go]),
            (
                "curl",
                vec![
                    "export CURL_CA_BUNDLE=/s/ca/cert.pem",
                    "curl --cacert /s/ca/cert.pem https://localhost:PORT/",
                ],
            ),
        ];
        assert_eq!(families, expected);
    }

    #[test]
    fn the_legacy_python_core_is_told_to_pass_the_path() {
        assert!(text(Path::new("/s/ca/cert.pem")).contains("AcsClient(verify=FILE)"));
    }

    #[test]
    fn a_path_with_spaces_and_quotes_stays_one_word() {
        assert_eq!(escape::shell_word("/Library/Application Support/x"), "'/Library/Application Support/x'");
        assert_eq!(escape::shell_word("/it's"), r"'/it'\''s'");
    }
}
