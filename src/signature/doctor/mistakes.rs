//! The table of known signing mistakes. A row has the fix and the change that reproduces the mistake. The first row that
//! gives the client's signature is the diagnosis, so specific rows come before general ones.

use crate::signature;
use crate::signature::doctor::recipe::{Digesting, Empty, KeyStep, Order, Recipe};
use crate::signature::doctor::signed_call::{base64_of_hex, base64_of_string, hex_of_base64};

/// The signature versions that a mistake applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignatureScheme {
    V1,
    V3,
    Both,
}

impl SignatureScheme {
    /// Whether a row of this scheme applies to a call signed with `call`.
    pub(super) fn covers(self, call: Self) -> bool {
        self == Self::Both || self == call
    }
}

/// What a mistake changes.
#[derive(Clone, Copy)]
pub(super) enum SigningChange {
    /// The string to sign.
    StringToSign(fn(&mut Recipe)),
    /// The HMAC key, or how the signature is encoded.
    KeyStep(fn(&mut KeyStep)),
}

/// A known signing mistake.
#[derive(Clone, Copy)]
pub(super) struct SigningMistake {
    pub(super) scheme: SignatureScheme,
    /// The fix: an instruction that completes "To make the signature match, ".
    pub(super) fix: &'static str,
    /// Reproduces the mistake.
    pub(super) change: SigningChange,
    /// Whether it is common enough to be tried in combination with another one.
    pub(super) common: bool,
}

impl SigningMistake {
    const fn common(mut self) -> Self {
        self.common = true;
        self
    }

    /// The recipe with this mistake; `None` if the mistake does not change the string to sign.
    pub(super) fn apply(&self, mut recipe: Recipe) -> Option<Recipe> {
        let SigningChange::StringToSign(make) = self.change else { return None };
        make(&mut recipe);
        Some(recipe)
    }

    /// The key step with this mistake; `None` if the mistake does not change it.
    pub(super) fn break_key_step(&self, mut key_step: KeyStep) -> Option<KeyStep> {
        let SigningChange::KeyStep(make) = self.change else { return None };
        make(&mut key_step);
        Some(key_step)
    }
}

const fn both(fix: &'static str, make: fn(&mut Recipe)) -> SigningMistake {
    SigningMistake {
        scheme: SignatureScheme::Both,
        fix,
        change: SigningChange::StringToSign(make),
        common: false,
    }
}

const fn v1(fix: &'static str, make: fn(&mut Recipe)) -> SigningMistake {
    SigningMistake { scheme: SignatureScheme::V1, ..both(fix, make) }
}

const fn v3(fix: &'static str, make: fn(&mut Recipe)) -> SigningMistake {
    SigningMistake { scheme: SignatureScheme::V3, ..both(fix, make) }
}

const fn key_step(scheme: SignatureScheme, fix: &'static str, make: fn(&mut KeyStep)) -> SigningMistake {
    SigningMistake { scheme, fix, change: SigningChange::KeyStep(make), common: false }
}

/// All known mistakes.
pub(super) static MISTAKES: &[SigningMistake] = &[
    // The HMAC key.
    key_step(SignatureScheme::V1, "put & behind the secret to make the HMAC key", |s| s.ampersand = true)
        .common(),
    key_step(
        SignatureScheme::V3,
        "use the bare secret as the HMAC key, without the & of the older signature",
        |s| {
            s.ampersand = true;
        },
    )
    .common(),
    key_step(
        SignatureScheme::Both,
        "remove the white space around the secret on the server side, since the client signs without it",
        |s| {
            s.secret = |secret, _| secret.trim().to_owned();
        },
    )
    .common(),
    key_step(SignatureScheme::Both, "remove the white space behind the secret (a space)", |s| {
        s.secret = |secret, _| format!("{secret} ");
    })
    .common(),
    key_step(SignatureScheme::Both, "remove the white space before the secret (a space)", |s| {
        s.secret = |secret, _| format!(" {secret}");
    }),
    key_step(SignatureScheme::Both, "remove the white space around the secret (a space on each side)", |s| {
        s.secret = |secret, _| format!(" {secret} ");
    }),
    key_step(SignatureScheme::Both, "remove the white space behind the secret (a line break)", |s| {
        s.secret = |secret, _| format!("{secret}\n");
    })
    .common(),
    key_step(SignatureScheme::Both, "remove the white space behind the secret (CR LF)", |s| {
        s.secret = |secret, _| format!("{secret}\r\n");
    }),
    key_step(SignatureScheme::Both, "remove the white space behind the secret (CR)", |s| {
        s.secret = |secret, _| format!("{secret}\r");
    }),
    key_step(SignatureScheme::Both, "remove the white space behind the secret (a tab)", |s| {
        s.secret = |secret, _| format!("{secret}\t");
    }),
    key_step(SignatureScheme::Both, "remove the white space before the secret (a tab)", |s| {
        s.secret = |secret, _| format!("\t{secret}");
    }),
    key_step(SignatureScheme::Both, "remove the quotes around the secret", |s| {
        s.secret = |secret, _| format!("\"{secret}\"");
    }),
    key_step(SignatureScheme::Both, "remove the quotes around the secret", |s| {
        s.secret = |secret, _| format!("'{secret}'");
    }),
    key_step(SignatureScheme::Both, "set the secret, since the client signs with an empty one", |s| {
        s.secret = |_, _| String::new();
    }),
    key_step(SignatureScheme::Both, "sign with the AccessKeySecret, not with the AccessKeyId", |s| {
        s.secret = |_, id| id.to_owned();
    }),
    // How the signature is encoded.
    key_step(SignatureScheme::V3, "write the signature in lower-case hex, not in upper-case", |s| {
        s.written = str::to_uppercase;
    })
    .common(),
    key_step(SignatureScheme::V3, "write the signature in lower-case hex, not in base64", |s| {
        s.written = base64_of_hex;
    }),
    key_step(SignatureScheme::V3, "write the signature in lower-case hex, without base64 around it", |s| {
        s.written = base64_of_string;
    }),
    key_step(SignatureScheme::V1, "write the signature in base64, not in hex", |s| s.written = hex_of_base64),
    key_step(SignatureScheme::V1, "write the signature in base64, not in upper-case hex", |s| {
        s.written = |code| hex_of_base64(code).to_uppercase();
    }),
    key_step(SignatureScheme::V1, "make the base64 of the signature's bytes, not of their hex form", |s| {
        s.written = |code| base64_of_string(&hex_of_base64(code));
    }),
    key_step(
        SignatureScheme::V1,
        "percent-encode the value of Signature, since its + arrived as a space",
        |s| {
            s.written = |code| code.replace('+', " ");
        },
    )
    .common(),
    key_step(SignatureScheme::V1, "percent-encode the value of Signature once, not twice", |s| {
        s.written = |code| code.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    }),
    key_step(SignatureScheme::V1, "keep the = at the end of the signature's base64", |s| {
        s.written = |code| code.trim_end_matches('=').to_owned();
    }),
    key_step(SignatureScheme::V1, "use the standard base64 alphabet (+ and /), not the URL-safe one", |s| {
        s.written = |code| code.replace('+', "-").replace('/', "_");
    }),
    key_step(SignatureScheme::V1, "use HMAC-SHA1, not HMAC-SHA256", |s| s.sha256 = true),
    // The percent-encoding.
    both("encode a space as %20, not as +, in the string to sign", |r| r.encoding.space = "+").common(),
    both("encode + as %2B in the URL, since a raw one arrives as a space", |r| r.encoding.space = "%2B"),
    both("write percent escapes in upper-case hex (%2F, not %2f)", |r| r.encoding.lower = true).common(),
    both("encode * as %2A in the string to sign", |r| r.encoding.kept = "*").common(),
    both("leave ~ as it is, not as %7E, in the string to sign", |r| r.encoding.escaped = "~").common(),
    both("encode / as %2F in names and values of the string to sign", |r| r.encoding.kept = "/").common(),
    both("encode ! ' ( ) as well, which encodeURIComponent leaves as they are", |r| r.encoding.kept = "!'()"),
    both("encode ! ' ( ) * as well, which encodeURIComponent leaves as they are", |r| {
        r.encoding.kept = "!'()*";
    })
    .common(),
    both("encode by RFC 3986 instead of as a form: a space is %20, * is %2A, and ~ stays", |r| {
        r.encoding.space = "+";
        r.encoding.kept = "*";
        r.encoding.escaped = "~";
    })
    .common(),
    both("encode by RFC 3986 instead of as a form: a space is %20, and ~ stays", |r| {
        r.encoding.space = "+";
        r.encoding.escaped = "~";
    }),
    both("encode : and / as well in the string to sign", |r| r.encoding.kept = ":/"),
    both("encode , as %2C in the string to sign", |r| r.encoding.kept = ","),
    both("encode : as %3A in the string to sign", |r| r.encoding.kept = ":"),
    both("leave - _ . as they are in the string to sign", |r| r.encoding.escaped = "-_."),
    both("encode with encodeURIComponent and its exceptions ! ' ( ) *, not with encodeURI", |r| {
        r.encoding.kept = ";,/?:@&=+$#!'()*";
    }),
    both("encode names and values once, not twice", |r| r.encoding.passes = 2),
    both("percent-encode names and values in the string to sign", |r| r.encoding.passes = 0),
    // Which parameters are signed, and in which order.
    both(
        "sort the parameters by name in the string to sign, instead of leaving them in the order sent",
        |r| {
            r.parameters.order = Order::Arrival;
        },
    )
    .common(),
    both("sort the parameters by the bytes of their names, upper case before lower case", |r| {
        r.parameters.order = Order::CaseBlind;
    }),
    both("sort the parameters by name alone, not by the string name=value", |r| {
        r.parameters.order = Order::Joined;
    }),
    both("sign the parameters decoded and encoded again, not the raw query as sent", |r| {
        r.parameters.raw = true;
        r.parameters.order = Order::Arrival;
    }),
    both("sign the parameters decoded and encoded again, not the raw query, even if sorted", |r| {
        r.parameters.raw = true;
    }),
    v1("sign the body parameters too, not those of the query alone", |r| r.parameters.misplaced = true)
        .common(),
    v3(
        "leave the body parameters out of the canonical query, since the digest of the body covers them",
        |r| {
            r.parameters.misplaced = true;
        },
    )
    .common(),
    v3("sign parameters without a value as name=, instead of leaving them out", |r| {
        r.parameters.empty = Empty::Dropped;
    })
    .common(),
    both("sign parameters without a value as name=, not as the bare name", |r| {
        r.parameters.empty = Empty::Bare;
    }),
    v3("leave the ? out of the canonical query", |r| r.parameters.lead = "?"),
    // Method and path.
    both("sign the method that is sent, which is not GET", |r| r.method = |_| "GET".to_owned()),
    both("sign the method that is sent, which is not POST", |r| r.method = |_| "POST".to_owned()),
    both("sign the method in upper case", |r| r.method = str::to_lowercase),
    both("sign the path /, not an empty one", |r| r.path = ""),
    both("sign the path /, not //", |r| r.path = "//"),
    v1("sign the path as %2F, encoded once, not as %252F", |r| r.path = "%2F"),
    v1("encode the joined parameters a second time before they are signed", |r| {
        r.digesting = Digesting::Omitted;
    }),
    // Headers.
    v3("sign the host with its port, exactly as the Host header is sent", |r| {
        r.headers.host = |host| host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned();
    })
    .common(),
    v3("sign the host without a port, as the Host header is sent", |r| {
        r.headers.host = |host| format!("{host}:80");
    }),
    v3("sign the host without a port, as the Host header is sent", |r| {
        r.headers.host = |host| format!("{host}:443");
    }),
    v3("sign the host without http:// before it", |r| r.headers.host = |host| format!("http://{host}")),
    v3("sign the host without https:// before it", |r| r.headers.host = |host| format!("https://{host}")),
    v3("sign the host exactly as the Host header is sent, upper and lower case kept", |r| {
        r.headers.host = str::to_lowercase;
    }),
    v3("sign the Host header that is sent, 127.0.0.1 rather than localhost", |r| {
        r.headers.host = |host| host.replace("127.0.0.1", "localhost");
    }),
    v3("sign the Host header that is sent, localhost rather than 127.0.0.1", |r| {
        r.headers.host = |host| host.replace("localhost", "127.0.0.1");
    }),
    v3("sign the Host header that is sent, since the client signed the endpoint of the real service", |r| {
        r.headers.host = |_| "cloudauth-intl.cn-hongkong.aliyuncs.com".to_owned();
    }),
    v3("sign the Host header that is sent, since the client signed an empty host", |r| {
        r.headers.host = |_| String::new();
    }),
    v3("write SignedHeaders in lower case and sorted, and the canonical headers alike", |r| {
        r.headers.as_sent = true;
    }),
    v3("write the names of the canonical headers in lower case", |r| r.headers.name = title),
    v3("keep the values of the canonical headers as they are sent, upper and lower case", |r| {
        r.headers.value = str::to_lowercase;
    }),
    v3("put no space after the : of a canonical header", |r| r.headers.colon = ": "),
    v3("send every header that SignedHeaders names", |r| r.headers.absent_dropped = true),
    v3("end the canonical headers with a line break, so that an empty line precedes SignedHeaders", |r| {
        r.headers.end = "";
    }),
    v3("put one empty line before SignedHeaders, not two", |r| r.headers.end = "\n\n"),
    // The body's digest, the end of the canonical request, and its digest.
    v3("sign the SHA-256 of the body, not UNSIGNED-PAYLOAD", |r| {
        r.digest = |_| "UNSIGNED-PAYLOAD".to_owned();
    }),
    v3("sign the SHA-256 of the body even if it is empty, instead of nothing", |r| {
        r.digest = |_| String::new();
    }),
    v3("sign the SHA-256 of the body that is sent, not that of an empty one", |r| {
        r.digest = |_| String::from_utf8_lossy(&signature::v3::digest(&[])).into_owned();
    }),
    v3("write the digest of the body in lower-case hex, not in upper-case", |r| r.digest = str::to_uppercase),
    v3("end the canonical request without a line break", |r| r.end = "\n"),
    v3("separate the lines of the string to sign by LF alone, not by CR LF", |r| r.newline = "\r\n"),
    v3("write the digest of the canonical request in lower-case hex", |r| r.digesting = Digesting::Upper),
    v3("sign the digest of the canonical request, not the canonical request itself", |r| {
        r.digesting = Digesting::Omitted;
    }),
    v3("put ACS3-HMAC-SHA256 and a line break before the digest that is signed", |r| {
        r.digesting = Digesting::Bare;
    }),
];

/// Title case: `x-acs-date` becomes `X-Acs-Date`.
fn title(name: &str) -> String {
    let mut start = true;
    name.chars()
        .map(|character| {
            let upper = std::mem::replace(&mut start, character == '-');
            if upper { character.to_ascii_uppercase() } else { character }
        })
        .collect()
}
