//! The client, the notifications and the sandbox together, over real sockets on this machine.

#![expect(clippy::unwrap_used, reason = "all of this is tests, also the helpers between them")]

mod bench;
mod blobs;
mod certificates;
mod faults;
mod notifications;
mod protocol;
mod trades;
