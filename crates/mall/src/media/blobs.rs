//! Where the bytes of pictures lie. The business never knows whether that is a disk or a service.

use kernel::Result;

/// A store of objects: bytes under names that are used once.
///
/// Every failure is [`kernel::Code::MediaUnavailable`], its cause inside. Calls may wait: never call one within a
/// transaction or on a thread that must not wait.
pub trait Blobs: Send + Sync {
    /// When this returns, the object is durable and whole. The same object again, with the same bytes, changes nothing.
    ///
    /// # Errors
    /// The object may or may not be there.
    fn put(&self, object: &str, bytes: Vec<u8>) -> Result<()>;

    /// The object's bytes, unless it is not there.
    ///
    /// # Errors
    /// Nothing is known about the object.
    fn get(&self, object: &str) -> Result<Option<Vec<u8>>>;

    /// An object that is not there is deleted already.
    ///
    /// # Errors
    /// The object may or may not be there.
    fn delete(&self, object: &str) -> Result<()>;

    /// At most `limit` names on a shelf that come after `after`, in order.
    ///
    /// # Errors
    /// Nothing is known about what is there.
    fn list(&self, shelf: &str, after: &str, limit: usize) -> Result<Vec<String>>;
}

/// All shelves, in order.
pub(super) fn shelves() -> impl Iterator<Item = String> {
    (0..=u8::MAX).map(|shelf| format!("{shelf:02x}"))
}

/// The name of an object: the hash of the picture, and a number that nobody else has. It stands on a shelf by the
/// first two letters of the hash: file systems like small directories.
pub(super) fn object_name(hash: &str, id: i64) -> String {
    let shelf = hash.get(..2).unwrap_or("00");
    format!("{shelf}/{hash}-{id:x}")
}

/// Whether a name is one of [`object_name`]'s. Whatever else lies in the store is nobody's business here.
pub(super) fn is_object(name: &str) -> bool {
    let Some((shelf, rest)) = name.split_once('/') else { return false };
    let Some((hash, id)) = rest.split_once('-') else { return false };
    super::is_hash(hash) && hash.starts_with(shelf) && shelf.len() == 2 && i64::from_str_radix(id, 16).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_objects_are_told_from_others() {
        let hash = "ab".repeat(32);
        let ours = object_name(&hash, 255);
        assert_eq!(ours, format!("ab/{hash}-ff"));
        assert!(is_object(&ours));
        for other in [
            "",
            "ab",
            "ab/",
            "readme.txt",
            &hash,
            &format!("cd/{hash}-ff"),
            &format!("ab/{hash}-"),
            &format!("ab/{hash}"),
        ] {
            assert!(!is_object(other), "{other}");
        }
    }
}
