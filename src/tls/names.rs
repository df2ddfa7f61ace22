//! The names in the leaf certificate.

use std::net::IpAddr;

use url::Host;

use super::TlsError;

/// The regions with documented endpoints.
pub const REGIONS: &[&str] = &["cn-hongkong", "ap-southeast-1", "ap-southeast-3", "ap-southeast-5"];

/// The names of this machine, as used by clients on it and in its containers.
const LOCAL: &[&str] = &["localhost", "127.0.0.1", "::1", "host.docker.internal"];

/// All names of the leaf, without duplicates: the local ones, the endpoints of each region, and those of `--tls-name`.
///
/// # Errors
/// An added name that is neither a host name nor an IP address.
pub fn all(added: &[String]) -> Result<Vec<String>, TlsError> {
    let local = LOCAL.iter().map(|&name| Ok(name.to_owned()));
    let cloud = REGIONS.iter().flat_map(|region| {
        ["", "-vpc"].map(|network| Ok(format!("cloudauth-intl{network}.{region}.aliyuncs.com")))
    });
    let mut names = Vec::new();
    for name in local.chain(cloud).chain(added.iter().map(|name| canonical(name))) {
        let name = name?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// A name as it is written in certificates: an IP address without brackets, a host name in lower-case ASCII.
fn canonical(name: &str) -> Result<String, TlsError> {
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    match Host::parse(name.trim_end_matches('.')) {
        Ok(Host::Domain(domain)) => Ok(domain),
        _ => Err(TlsError::Name(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cloud_s_hosts_of_every_region_are_there() {
        let names = all(&[]).unwrap();
        assert_eq!(names.len(), LOCAL.len() + 2 * REGIONS.len());
        assert!(names.contains(&"cloudauth-intl.cn-hongkong.aliyuncs.com".to_owned()));
        assert!(names.contains(&"cloudauth-intl-vpc.ap-southeast-5.aliyuncs.com".to_owned()));
    }

    #[test]
    fn an_added_name_is_taken_in_any_spelling_and_once() {
        for (given, kept) in [
            ("Emulator.Internal", "emulator.internal"),
            ("emulator.internal.", "emulator.internal"),
            ("*.test", "*.test"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("192.168.0.7", "192.168.0.7"),
            ("[fd00::1]", "fd00::1"),
            ("FD00:0::1", "fd00::1"),
        ] {
            let names = all(&[given.to_owned(), given.to_owned(), "localhost".to_owned()]).unwrap();
            assert_eq!(names.last().map(String::as_str), Some(kept), "{given}");
            assert_eq!(names.len(), all(&[]).unwrap().len() + 1, "{given}");
        }
    }

    #[test]
    fn an_invalid_name_is_refused_with_an_example() {
        for given in ["", "a b", "https://localhost", "localhost:8080", "a/b", "."] {
            let refusal = all(&[given.to_owned()]).unwrap_err().to_string();
            assert!(refusal.contains("expected a host name such as"), "{given}: {refusal}");
        }
    }
}
