//! A line of the log for people. The library's own spends more time on colours and spans, of which there are none
//! here, than on the words.

use std::fmt::{self, Debug, Write};

use kernel::Time;
use outside::clock::SystemClock;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// `2026-11-21T16:45:38.394896Z  INFO message name=value text="value"`.
pub struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        write!(out, "{} {:>5}", Time(SystemClock::now_us()), event.metadata().level().as_str())?;
        let mut words = Words { out: &mut out, outcome: Ok(()) };
        event.record(&mut words);
        words.outcome?;
        out.write_char('\n')
    }
}

struct Words<'a, 'w> {
    out: &'a mut Writer<'w>,
    outcome: fmt::Result,
}

impl Words<'_, '_> {
    fn put(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        self.outcome = self.outcome.and_then(|()| {
            match field.name() {
                "message" => self.out.write_char(' '),
                name => write!(self.out, " {name}="),
            }?;
            OneLine(self.out).write_fmt(value)
        });
    }
}

/// What is displayed by its own way, such as an error with the database's words, must not end the line either.
struct OneLine<'a, 'w>(&'a mut Writer<'w>);

impl Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !text.contains(char::is_control) {
            return self.0.write_str(text);
        }
        text.chars().try_for_each(|c| match c.is_control() {
            true => write!(self.0, "{}", c.escape_default()),
            false => self.0.write_char(c),
        })
    }
}

impl Visit for Words<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, format_args!("{value:?}"));
    }

    /// Nobody's text can end the line or look like another field.
    fn record_str(&mut self, field: &Field, value: &str) {
        let is_plain = value.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
        if is_plain {
            self.put(field, format_args!("\"{value}\""));
        } else {
            self.put(field, format_args!("{value:?}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_has_time_level_message_and_fields() {
        let kept = Kept::default();
        let out = kept.clone();
        let told = tracing_subscriber::fmt().event_format(Line).with_writer(move || out.clone()).finish();
        tracing::subscriber::with_default(told, || {
            let path = "/p/1\" status=200\n2026-11-21 forged 麦\u{202e}";
            tracing::info!(path, status = 404_u16, client = %"127.0.0.1", "answered");
            tracing::error!(error = %"a\nb", code = ?kernel::Code::NotFound, plain = "a b", "no {}", 1);
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<_> = text.lines().map(|line| line.split_once(' ').unwrap()).collect();
        let years: Vec<_> =
            lines.iter().map(|(time, _)| (&time[..2], time.len(), time.ends_with('Z'))).collect();
        assert_eq!(years, [("20", 27, true); 2]);
        let forged = r#"path="/p/1\" status=200\n2026-11-21 forged 麦\u{202e}""#;
        assert_eq!(lines[0].1, format!(" INFO answered {forged} status=404 client=127.0.0.1"));
        assert_eq!(lines[1].1, r#"ERROR no 1 error=a\nb code=NotFound plain="a b""#);
    }
}
