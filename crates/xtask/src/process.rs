//! Child processes that never outlive us: each leads a group of its own, and the group is stopped with it.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::{Context, Failure, Result, interrupt};

/// How often a waiting loop looks again.
pub const POLL: Duration = Duration::from_millis(20);

/// How long a process may take to end by itself once it was asked to.
const GRACE: Duration = Duration::from_secs(10);

/// A process and whatever it starts in turn. Stopped when dropped.
#[derive(Debug)]
pub struct Group {
    leader: Child,
    /// The signal that asks this program to end in order.
    farewell: Signal,
}

impl Group {
    /// Starts `command` with no standard input.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(command: &mut Command, farewell: Signal) -> Result<Self> {
        command.stdin(Stdio::null()).process_group(0);
        let leader = command.spawn().context(format_args!("cannot start `{}`", shown(command)))?;
        Ok(Self { leader, farewell })
    }

    /// The exit status, if the process has ended.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.leader.try_wait().context("cannot wait for a process")
    }

    /// Waits for the end; stops the group when the user interrupts.
    ///
    /// # Errors
    /// When interrupted.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            if let Err(interrupted) = interrupt::check() {
                self.stop();
                return Err(interrupted);
            }
            sleep(POLL);
        }
    }

    /// Asks the group to end, and ends it when it does not within the grace.
    pub fn stop(&mut self) {
        if matches!(self.leader.try_wait(), Ok(Some(_))) {
            return;
        }
        self.send(self.farewell);
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if matches!(self.leader.try_wait(), Ok(Some(_))) {
                return;
            }
            sleep(POLL);
        }
        self.send(Signal::KILL);
        // After SIGKILL the wait is short, and a failure leaves nothing further to try.
        let _ = self.leader.wait();
    }

    fn send(&self, signal: Signal) {
        // The only way to fail is that the group is gone already, which is what we want.
        let _ = kill_process_group(Pid::from_child(&self.leader), signal);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Prints the command, runs it with our own output, and waits.
///
/// # Errors
/// When it cannot start, ends unsuccessfully, or the user interrupts.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = Group::start(command, Signal::TERM)?.wait()?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("`{}` ended with {status}", shown(command))))
    }
}

/// The command as a developer would type it.
pub fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failing_command_is_an_error_that_names_it() {
        let failure = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert_eq!(failure, "`sh -c exit 3` ended with exit status: 3");
    }

    #[test]
    fn a_missing_program_is_an_error_that_names_it() {
        let failure = run(&mut Command::new("no-such-program-here")).unwrap_err().to_string();
        assert!(failure.starts_with("cannot start `no-such-program-here`: "), "{failure}");
    }

    #[test]
    fn a_dropped_group_takes_its_children_with_it() {
        let directory = tempfile::tempdir().unwrap();
        let mark = directory.path().join("pid");
        let script = format!("sleep 600 & echo $! > {}; wait", mark.display());
        let group = Group::start(&mut shell(&script), Signal::TERM).unwrap();
        let deadline = Instant::now() + GRACE;
        let child = loop {
            match std::fs::read_to_string(&mark).unwrap_or_default().trim().parse::<i32>() {
                Ok(pid) => break pid,
                Err(_) => assert!(Instant::now() < deadline, "the child did not start"),
            }
            sleep(POLL);
        };
        drop(group);
        let alive = || shell(&format!("kill -0 {child} 2>&1")).output().unwrap().status.success();
        while alive() && Instant::now() < deadline {
            sleep(POLL);
        }
        assert!(!alive(), "process {child} outlived its group");
    }
}
