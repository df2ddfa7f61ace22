//! The platforms that there are artefacts for. A row here is all that a new one needs: what is built for it, the release
//! workflow, the platforms of the npm package and of the GitHub Action are made from these rows or checked against them.

/// One platform.
#[derive(Debug)]
pub(crate) struct Target {
    /// Its name for rustc.
    pub(crate) triple: &'static str,
    /// The machine of the release workflow that builds for it. None builds for another platform than its own.
    pub(crate) runner: &'static str,
    /// `RUNNER_OS-RUNNER_ARCH` of a GitHub runner.
    pub(crate) action: &'static str,
    /// How it is compiled: with its C library inside, where that can be done.
    pub(crate) rustflags: &'static str,
    /// What its wheel is compatible with, as maturin takes it.
    pub(crate) wheel: &'static str,
    /// What else it is compatible with, which maturin cannot know of a binary that needs no C library.
    pub(crate) wheel_tag: Option<&'static str>,
    /// `process.platform` and `process.arch` of Node.
    pub(crate) node: (&'static str, &'static str),
    /// The architecture of the Debian package.
    pub(crate) debian: Option<&'static str>,
    /// The architecture of the image.
    pub(crate) image: Option<&'static str>,
}

const STATIC: &str = "-C target-feature=+crt-static";

pub(crate) static TARGETS: &[Target] = &[
    Target {
        triple: "x86_64-unknown-linux-gnu",
        runner: "ubuntu-24.04",
        action: "Linux-X64",
        rustflags: STATIC,
        wheel: "manylinux2014",
        wheel_tag: Some("musllinux_1_1_x86_64"),
        node: ("linux", "x64"),
        debian: Some("amd64"),
        image: Some("amd64"),
    },
    Target {
        triple: "aarch64-unknown-linux-gnu",
        runner: "ubuntu-24.04-arm",
        action: "Linux-ARM64",
        rustflags: STATIC,
        wheel: "manylinux2014",
        wheel_tag: Some("musllinux_1_1_aarch64"),
        node: ("linux", "arm64"),
        debian: Some("arm64"),
        image: Some("arm64"),
    },
    Target {
        triple: "x86_64-apple-darwin",
        runner: "macos-15-intel",
        action: "macOS-X64",
        rustflags: "",
        wheel: "pypi",
        wheel_tag: None,
        node: ("darwin", "x64"),
        debian: None,
        image: None,
    },
    Target {
        triple: "aarch64-apple-darwin",
        runner: "macos-15",
        action: "macOS-ARM64",
        rustflags: "",
        wheel: "pypi",
        wheel_tag: None,
        node: ("darwin", "arm64"),
        debian: None,
        image: None,
    },
    Target {
        triple: "x86_64-pc-windows-msvc",
        runner: "windows-2022",
        action: "Windows-X64",
        rustflags: STATIC,
        wheel: "pypi",
        wheel_tag: None,
        node: ("win32", "x64"),
        debian: None,
        image: None,
    },
];

impl Target {
    /// The row of a triple.
    pub(crate) fn of(triple: &str) -> anyhow::Result<&'static Self> {
        TARGETS.iter().find(|target| target.triple == triple).ok_or_else(|| {
            let known: Vec<_> = TARGETS.iter().map(|target| target.triple).collect();
            anyhow::anyhow!("no artefacts are made for {triple}; expected one of {}", known.join(", "))
        })
    }

    /// Whether this row makes what is the same for all platforms: sdist, main npm package, list of components.
    pub(crate) fn makes_common(&self) -> bool {
        self.triple == TARGETS[0].triple
    }

    /// The file name of the binary.
    pub(crate) fn program(&self) -> &'static str {
        if self.node.0 == "win32" { "cloudauth-local.exe" } else { "cloudauth-local" }
    }
}
