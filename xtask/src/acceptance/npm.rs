//! The npm packages.

use std::process::Command;

use anyhow::ensure;

use super::sizes::find;
use crate::release::Release;
use crate::{shell, tools};

/// A program for both kinds of module: an emulator starts, and ends with the process.
const COMMON_JS: &str = "const { CloudauthLocal } = require('cloudauth-local');";
const ES_MODULE: &str = "import { CloudauthLocal } from 'cloudauth-local';";
const BODY: &str = "
CloudauthLocal.start().then(async (emulator) => {
  const health = await (await fetch(`${emulator.url}/_emulator/health`)).json();
  console.log(health.version);
  await emulator.stop();
});
";

/// Installs them into an empty folder, and uses the command and the module.
pub(crate) fn check(release: &Release) -> anyhow::Result<()> {
    let (os, cpu) = release.target.node;
    if !release.target.makes_common() {
        return Ok(());
    }
    let folder = release.workshop("try-npm")?;
    let npm = || {
        let mut npm = Command::new(tools::NPM.program);
        npm.current_dir(&folder);
        npm
    };
    let mut install = npm();
    install.args(["install", "--no-audit", "--no-fund"]);
    install.arg(find(release, &format!("cloudauth-local-{os}-{cpu}-"), ".tgz")?);
    install.arg(find(release, &format!("cloudauth-local-{}", release.version), ".tgz")?);
    shell::output(&mut install)?;

    let version = shell::output(npm().args(["exec", "--offline", "--", "cloudauth-local", "--version"]))?;
    ensure!(version == format!("cloudauth-local {}", release.version), "{version}");
    for (kind, first) in [("commonjs", COMMON_JS), ("module", ES_MODULE)] {
        let mut node = Command::new("node");
        node.current_dir(&folder)
            .arg(format!("--input-type={kind}"))
            .args(["--eval", &format!("{first}{BODY}")]);
        let version = shell::output(&mut node)?;
        ensure!(version == release.version, "{kind}: {version}");
    }
    Ok(())
}
