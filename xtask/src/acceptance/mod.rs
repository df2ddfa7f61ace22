//! Every artefact, installed as its users do, and tried: does it start, answer, say its version, end? And the limits that
//! artefacts must keep.

mod action;
mod archive;
mod deb;
mod helpers;
mod image;
mod krate;
mod npm;
mod running;
mod sdist;
mod sizes;
mod wheel;

use anyhow::ensure;

use crate::release::Release;

/// One test: what it claims, and how that is found out.
type Claim = (&'static str, fn(&Release) -> anyhow::Result<()>);

const CLAIMS: &[Claim] = &[
    ("no artefact is missing, none is too large", sizes::check),
    ("the archive runs where nothing else is installed", archive::check),
    ("the Debian package runs where nothing else is installed", deb::check),
    ("the image runs, read-only and without rights", image::check),
    ("the action installs, starts and says where", action::check),
    ("the wheel brings the command, the module and the pytest plugin", wheel::check),
    ("the sdist builds", sdist::check),
    ("the npm packages bring the command and both kinds of module", npm::check),
    ("the Java helper works with the binary", helpers::java),
    ("the Go helper works with the binary", helpers::go),
    ("the crate builds from what is published, with and without the program", krate::check),
];

/// Runs all, and says which do not hold.
pub(crate) fn run(release: &Release) -> anyhow::Result<()> {
    let mut failed = 0;
    for (claim, check) in CLAIMS {
        release.say(claim);
        if let Err(error) = check(release) {
            println!("FAILED: {error:#}");
            failed += 1;
        }
    }
    ensure!(failed == 0, "{failed} of {} claims do not hold", CLAIMS.len());
    Ok(())
}
