//! Why a search cannot run, or cannot go on. Each text says what to do.

use std::path::PathBuf;

/// What keeps `torture` from running.
#[derive(Debug, thiserror::Error)]
pub enum TortureError {
    /// The command is not there.
    #[error("cannot run {program}: {source}; give the command as you would type it in a shell, after --")]
    CannotStart {
        /// What was to be run.
        program: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no emulator.
    #[error("cannot start an emulator: {0}")]
    NoEmulator(std::io::Error),
    /// The command failed although nothing went wrong.
    #[error("the command fails without any fault ({how}); it has to pass before faults can tell anything")]
    BaselineFails {
        /// How it ended.
        how: String,
        /// The last lines of its output.
        output: String,
    },
    /// The command passed once, and not again.
    #[error(
        "the command passes only sometimes: of {runs} runs without a fault {failed} failed; make it dependable first, or \
         try --jobs 1 if it cannot run beside itself (a fixed port or file)"
    )]
    BaselineFlaky {
        /// How often it ran.
        runs: usize,
        /// How often it failed.
        failed: usize,
        /// The last lines of the output of one that failed.
        output: String,
    },
    /// No call came.
    #[error(
        "the command passed and never called the emulator; its code must take the endpoint from \
         CLOUDAUTH_LOCAL_ENDPOINT, or from a variable of its own: --env 'NAME={{endpoint}}'"
    )]
    NoCalls,
    /// A file cannot be written.
    #[error("cannot write {path}: {source}")]
    CannotWrite {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    CannotRead {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{path}: {reason}")]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is expected in its place.
        reason: String,
    },
    /// The bounds were used up by the runs without a fault.
    #[error("--budget or --runs left no run with a fault; the runs without one come first, so allow more")]
    NoRunLeft,
    /// A pattern fits nothing.
    #[error(
        "{flag} {pattern:?} fits none of the {cells} cells, such as {example:?}; quote it, so that the shell leaves # and * alone"
    )]
    FitsNothing {
        /// The flag.
        flag: &'static str,
        /// What was given.
        pattern: String,
        /// How many cells there are.
        cells: usize,
        /// One of them.
        example: String,
    },
}
