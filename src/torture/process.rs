//! One command in a process group of its own, with a bound on its time: its end, and the last of what it wrote.

use std::ffi::OsString;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::escape;

/// How much of the output is kept.
const KEPT: usize = 16 * 1024;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;
/// How long output may still come after the command and its group are gone: something that left the group may hold it.
const REST: Duration = Duration::from_millis(100);

/// What is run.
#[derive(Debug, Clone)]
pub struct CommandLine {
    /// The program and its arguments.
    pub words: Vec<OsString>,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandEnd {
    /// By itself, with this exit code; `None` where a signal ended it.
    Exited(Option<i32>),
    /// It took too long and was ended.
    TimedOut,
    /// The search was stopped.
    Stopped,
}

/// What became of a command.
#[derive(Debug, Clone)]
pub struct CommandRun {
    /// How it ended.
    pub end: CommandEnd,
    /// The last of what it wrote to stdout and stderr, in the order of arrival.
    pub output: String,
    /// Whether processes of its group were still there at its end.
    pub left_children: bool,
}

impl CommandEnd {
    /// In words: `exit code 1`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Exited(Some(code)) => format!("exit code {code}"),
            Self::Exited(None) => "ended by a signal".to_owned(),
            Self::TimedOut => "hung, and was ended".to_owned(),
            Self::Stopped => "stopped".to_owned(),
        }
    }
}

impl CommandLine {
    /// The program, for messages.
    #[must_use]
    pub fn program(&self) -> String {
        self.words.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// As it could be typed in a shell.
    #[must_use]
    pub fn shell(&self) -> String {
        let quoted = |word: &OsString| escape::shell_word(&word.to_string_lossy()).into_owned();
        self.words.iter().map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// Runs it, without input, until its end, the end of `limit`, or until `stop` says true.
    ///
    /// # Errors
    /// It cannot be started.
    pub async fn run(
        &self,
        variables: &[(String, String)],
        limit: Duration,
        stop: &mut watch::Receiver<bool>,
    ) -> io::Result<CommandRun> {
        let mut words = self.words.iter();
        let mut command = Command::new(words.next().cloned().unwrap_or_default());
        command.args(words).envs(variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn()?;
        let group = child.id();
        let tail = Tail::default();
        let readers: Vec<JoinHandle<()>> = [
            child.stdout.take().map(|stream| tokio::spawn(tail.clone().read(stream))),
            child.stderr.take().map(|stream| tokio::spawn(tail.clone().read(stream))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let end = tokio::select! {
            ended = ended(&mut child) => CommandEnd::Exited(ended?.code()),
            () = tokio::time::sleep(limit) => CommandEnd::TimedOut,
            _ = stop.wait_for(|stop| *stop) => CommandEnd::Stopped,
        };
        let left = end_group(group);
        if !matches!(end, CommandEnd::Exited(_)) {
            child.kill().await?;
        }
        for mut reader in readers {
            if tokio::time::timeout(REST, &mut reader).await.is_err() {
                reader.abort();
            }
        }
        let left_children = left && matches!(end, CommandEnd::Exited(_));
        Ok(CommandRun { end, output: tail.text(), left_children })
    }
}

async fn ended(child: &mut Child) -> io::Result<ExitStatus> {
    child.wait().await
}

/// Ends every process of a group; whether there was one.
#[cfg(unix)]
fn end_group(leader: Option<u32>) -> bool {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = leader.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    group.is_some_and(|group| kill_process_group(group, Signal::KILL).is_ok())
}

/// Where there are no process groups the command alone is ended.
#[cfg(not(unix))]
fn end_group(_: Option<u32>) -> bool {
    false
}

/// The last of what a command wrote, however much that was.
#[derive(Debug, Clone, Default)]
struct Tail(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Tail {
    async fn read(self, mut stream: impl AsyncRead + Unpin) {
        let mut chunk = vec![0; CHUNK];
        while let Ok(count @ 1..) = stream.read(&mut chunk).await {
            let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            kept.extend_from_slice(&chunk[..count]);
            let more = kept.len().saturating_sub(KEPT);
            kept.drain(..more);
        }
    }

    fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    async fn shell(script: &str, limit: Duration) -> CommandRun {
        let words = ["/bin/sh", "-c", script].map(OsString::from).to_vec();
        let (_stop, mut stopped) = watch::channel(false);
        CommandLine { words }.run(&[("WHO".to_owned(), "you".to_owned())], limit, &mut stopped).await.unwrap()
    }

    #[tokio::test]
    async fn the_end_of_a_command_and_what_it_wrote_are_told() {
        let run = shell("echo to $WHO; echo aside >&2; exit 3", Duration::from_mins(1)).await;
        assert_eq!(run.end, CommandEnd::Exited(Some(3)));
        assert!(run.output.contains("to you\n") && run.output.contains("aside\n") && !run.left_children);
        assert_eq!(shell("kill -9 $$", Duration::from_mins(1)).await.end, CommandEnd::Exited(None));
    }

    #[tokio::test]
    async fn a_command_that_hangs_is_ended_with_all_that_it_started() {
        let run = shell("sleep 600 & echo $!; sleep 600", Duration::from_millis(300)).await;
        assert_eq!(run.end, CommandEnd::TimedOut);
        let child = rustix::process::Pid::from_raw(run.output.trim().parse().unwrap()).unwrap();
        // The signal is sent; on a busy machine it takes a while. It may be a zombie for as long as nothing has waited for it.
        let stat = format!("/proc/{}/stat", child.as_raw_nonzero());
        let ended = async {
            while std::fs::read_to_string(&stat).is_ok_and(|state| !state.contains(") Z ")) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap();
    }

    #[tokio::test]
    async fn children_that_are_left_behind_are_ended_and_told() {
        let run = shell("sleep 600 & exit 0", Duration::from_mins(1)).await;
        assert_eq!((run.end, run.left_children), (CommandEnd::Exited(Some(0)), true));
    }

    #[tokio::test]
    async fn of_much_output_the_end_is_kept() {
        let run = shell("head -c 50000000 /dev/zero; echo the end", Duration::from_mins(1)).await;
        assert!(run.output.ends_with("the end\n") && run.output.len() <= KEPT);
    }

    #[test]
    fn a_command_is_shown_as_a_shell_takes_it() {
        let words = ["pytest", "-k", "it's me", ""].map(OsString::from).to_vec();
        assert_eq!(CommandLine { words }.shell(), r"pytest -k 'it'\''s me' ''");
    }
}
