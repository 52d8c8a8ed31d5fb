use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use anyhow::Context as _;

/// Another process of this executable, which ends with its standard input at the latest.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// Starts it; what it complains about goes into `complaints`.
    pub(crate) fn start(arguments: &[&str], complaints: &Path) -> anyhow::Result<Self> {
        let complaints = File::options().create(true).append(true).open(complaints)?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(complaints)
            .spawn()
            .with_context(|| format!("start {arguments:?}"))?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().context("it has no output")?);
        Ok(Self { child, input, output })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it something.
    pub(crate) fn tell(&mut self, line: &str) -> anyhow::Result<()> {
        let input = self.input.as_mut().context("it has no input")?;
        input.write_all(format!("{line}\n").as_bytes())?;
        Ok(input.flush()?)
    }

    /// The next line that it says.
    pub(crate) fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        anyhow::ensure!(line.ends_with('\n'), "process {} ended early", self.id());
        line.truncate(line.trim_end().len());
        Ok(line)
    }

    /// Reads what it says, so that it never waits for a reader.
    pub(crate) fn listen(self) -> Heard {
        let Self { child, input, mut output } = self;
        let reader = thread::spawn(move || {
            let mut said = Vec::new();
            // A process that was killed has said what it said.
            drop(output.read_to_end(&mut said));
            String::from_utf8_lossy(&said).into_owned()
        });
        Heard { child, input, reader }
    }

    /// Closes its input and waits for its end.
    pub(crate) fn end(self) -> anyhow::Result<String> {
        let mut heard = self.listen();
        heard.input = None;
        let (said, status) = heard.wait()?;
        anyhow::ensure!(status.success(), "it ended with {status}");
        Ok(said)
    }
}

/// A process whose output somebody reads.
#[derive(Debug)]
pub(crate) struct Heard {
    child: Child,
    input: Option<ChildStdin>,
    reader: JoinHandle<String>,
}

impl Heard {
    /// SIGKILL, for this one process. Gives what it said, and whether it had ended before by itself.
    pub(crate) fn kill(mut self) -> anyhow::Result<(String, Option<ExitStatus>)> {
        let ended = self.child.try_wait()?;
        if ended.is_none() {
            self.child.kill()?;
        }
        let (said, _) = self.wait()?;
        Ok((said, ended))
    }

    fn wait(mut self) -> anyhow::Result<(String, ExitStatus)> {
        drop(self.input.take());
        let said = self.reader.join().map_err(|_| anyhow::anyhow!("a reader panicked"))?;
        Ok((said, self.child.wait()?))
    }
}
