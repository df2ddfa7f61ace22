//! Every artefact, installed as its users do, and tried: does it start, answer, say its version, end? And the limits that
//! artefacts must keep.

mod action;
mod archive;
mod deb;
mod image;
mod krate;
mod npm;
mod running;
mod sdist;
mod sizes;
mod wheel;

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
    ("the crate builds from what is published, with and without the program", krate::check),
];

/// Runs all; the first that does not hold ends it.
pub(crate) fn run(release: &Release) -> anyhow::Result<()> {
    for (claim, check) in CLAIMS {
        release.say(claim);
        check(release).map_err(|fault| fault.context(*claim))?;
    }
    Ok(())
}
