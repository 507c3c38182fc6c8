//! Messages into the outbox: files, so that the demo works offline and nothing has to be configured.

use std::io::ErrorKind;

use mall::account::{Courier, Delivery, Outgoing};
use outside::courier::{FileCourier, NAME_BYTES_MAX};

/// Delivers each message as one file, named by its id: delivered twice it is still one.
pub struct Outbox(pub FileCourier);

impl Courier for Outbox {
    fn deliver(&self, message: &Outgoing) -> Delivery {
        match self.0.deliver(&name(message), &text(message)) {
            Ok(()) => Delivery::Delivered,
            Err(error) if error.kind() == ErrorKind::InvalidInput => Delivery::Refused(error.to_string()),
            Err(error) => Delivery::Unknown(error.to_string()),
        }
    }
}

/// Recipients are typed by users: only what is plain in a file name is kept of them.
fn name(message: &Outgoing) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    let recipient = message.recipient.chars().map(|c| if plain(c) { c } else { '_' });
    let name = format!("{}-{}-", message.id, message.channel);
    let room = NAME_BYTES_MAX.saturating_sub(name.len() + ".txt".len());
    name + &recipient.take(room).collect::<String>() + ".txt"
}

fn text(message: &Outgoing) -> String {
    let Outgoing { channel, recipient, subject, body, created_at, .. } = message;
    let subject = if subject.is_empty() { String::new() } else { format!("Subject: {subject}\n") };
    format!("Channel: {channel}\nTo: {recipient}\nDate: {created_at}\n{subject}\n{body}\n")
}

#[cfg(test)]
mod tests {
    use kernel::Time;
    use mall::account::{Channel, MessageId};

    use super::*;

    fn message(recipient: &str) -> Outgoing {
        Outgoing {
            id: MessageId::from_raw(7),
            channel: Channel::Mail,
            recipient: recipient.to_owned(),
            subject: "验证码".to_owned(),
            body: "246810".to_owned(),
            created_at: Time(0),
        }
    }

    #[test]
    fn one_message_is_one_file_whoever_it_is_for() {
        let home = tempfile::tempdir().unwrap();
        let outbox = Outbox(FileCourier::open(home.path()).unwrap());
        for recipient in ["a@b.example", "../../x/小麦@b", &"n".repeat(500)] {
            assert_eq!(outbox.deliver(&message(recipient)), Delivery::Delivered, "{recipient}");
            assert_eq!(outbox.deliver(&message(recipient)), Delivery::Delivered, "{recipient}");
        }
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 3);
        let text = std::fs::read_to_string(home.path().join("7-mail-a@b.example.txt")).unwrap();
        assert!(text.contains("Subject: 验证码\n") && text.ends_with("\n246810\n"), "{text}");
    }
}
