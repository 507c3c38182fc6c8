//! Asking a person for a password.

use std::io::{BufRead, IsTerminal, Read, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::trouble::{Result, Trouble};

/// Bytes of a password that are read, at most; what is allowed is decided elsewhere.
const READ_MAX: u64 = 4_096;

/// Reads a password from the standard input, its first line; for scripts.
///
/// # Errors
/// When there is none.
pub fn password_from_stdin() -> Result<String> {
    let mut line = String::new();
    let read = std::io::stdin().lock().take(READ_MAX).read_line(&mut line);
    read.map_err(|error| Trouble::new(format!("the password could not be read: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Trouble::new("there is no password on the standard input"));
    }
    Ok(password.to_owned())
}

/// Asks twice without showing what is typed.
///
/// # Errors
/// When there is no terminal to ask at, or the two differ.
pub fn ask_password() -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(Trouble::new("there is no terminal to ask for a password: use --password-stdin"));
    }
    let first = ask("Password: ")?;
    let second = ask("Once more: ")?;
    if first == second { Ok(first) } else { Err(Trouble::new("the two passwords differ")) }
}

fn ask(prompt: &str) -> Result<String> {
    let told = |error: std::io::Error| Trouble::new(format!("the terminal: {error}"));
    eprint!("{prompt}");
    std::io::stderr().flush().map_err(told)?;
    let _quiet = Quiet::begin().map_err(|error| told(error.into()))?;
    let mut line = String::new();
    // A `Take` over the shared buffer of the standard input: what follows the line stays for the next question.
    std::io::stdin().lock().take(READ_MAX).read_line(&mut line).map_err(told)?;
    eprintln!();
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Turns the echo off for as long as it lives.
struct Quiet(Termios);

impl Quiet {
    fn begin() -> rustix::io::Result<Self> {
        let before = tcgetattr(std::io::stdin())?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(std::io::stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Self(before))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // The terminal is gone if this fails; there is nobody left to tell.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &self.0);
    }
}
