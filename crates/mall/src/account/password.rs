//! Passwords: argon2id. Slow by design, so handlers call this off the threads that serve the database, and give
//! use cases the finished hash. Each call takes 19 MiB: whoever calls bounds how many run at once.

use std::fmt;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, CustomizedPasswordHasher, Params, PasswordVerifier, Version};
use kernel::{Code, Error, Random, Result};

/// OWASP's second choice of 2025 for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

const MIN: usize = 8;
const MAX: usize = 128;

/// A hash with today's costs that no password is known for: checked when a name is unknown, so that the time an
/// answer takes tells nothing.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$1x3RmGmFvJ0pZb0yq3mY7nC8uQkW5sTdHgLeAoVrXiE";

/// An argon2id hash as a PHC string.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub(super) String);

impl PasswordHash {
    pub(super) fn nobodys() -> Self {
        Self(NOBODYS.to_owned())
    }
}

/// Hashes stay out of logs.
impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// 8 to 128 characters, none of the passwords everybody tries first, and not the username; what it is made of is
/// the user's affair.
///
/// # Errors
/// [`Code::PasswordWeak`] about `password`.
pub fn check_policy(password: &str, username: &str) -> Result<()> {
    let weak = |en: &str, zh: &str| Err(Error::new(Code::PasswordWeak).with_detail("password", en, zh));
    if password.len() > 4 * MAX || !(MIN..=MAX).contains(&password.chars().count()) {
        return weak("must have 8 to 128 characters", "须为 8 到 128 个字符");
    }
    let folded = password.to_lowercase();
    let first = folded.chars().next();
    let is_one_letter = folded.chars().all(|letter| Some(letter) == first);
    if is_one_letter || COMMON.contains(&folded.as_str()) {
        return weak("is one of the first that are tried", "过于常见，容易被猜到");
    }
    if !username.is_empty() && folded == username.trim().to_lowercase() {
        return weak("must not be the username", "不能与用户名相同");
    }
    Ok(())
}

/// # Errors
/// [`Code::PasswordWeak`] by [`check_policy`]; [`Code::Internal`] when there is no memory for it.
pub fn hash(random: &dyn Random, password: &str) -> Result<PasswordHash> {
    check_policy(password, "")?;
    let salt = random.bytes::<16>();
    let hash: phc::PasswordHash = hasher()?
        .hash_password_customized(password.as_bytes(), &salt, None, None, params()?)
        .map_err(|error| Error::new(Code::Internal).because(error))?;
    Ok(PasswordHash(hash.to_string()))
}

/// Whether the candidate is the password. Takes as long for a wrong one.
#[must_use]
pub fn verify(hash: &PasswordHash, candidate: &str) -> bool {
    // Nobody's password is longer; do not spend time on a megabyte.
    if candidate.len() > 4 * MAX {
        return false;
    }
    match (hasher(), phc::PasswordHash::new(&hash.0)) {
        (Ok(hasher), Ok(parsed)) => hasher.verify_password(candidate.as_bytes(), &parsed).is_ok(),
        _ => false,
    }
}

/// Whether the hash was made with other costs than today's and should be made anew when the password is known.
#[must_use]
pub fn is_outdated(hash: &PasswordHash) -> bool {
    let Ok(parsed) = phc::PasswordHash::new(&hash.0) else {
        return true;
    };
    let costs = Params::try_from(&parsed).map(|costs| (costs.m_cost(), costs.t_cost(), costs.p_cost()));
    parsed.algorithm.as_str() != Algorithm::Argon2id.as_str() || costs != Ok((MEMORY_KIB, PASSES, LANES))
}

fn params() -> Result<Params> {
    Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| Error::new(Code::Internal).because(error))
}

fn hasher() -> Result<Argon2<'static>> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?))
}

/// The passwords of at least 8 characters that lead the lists of leaked ones, in lower case.
const COMMON: [&str; 64] = [
    "12345678",
    "123456789",
    "1234567890",
    "0123456789",
    "0987654321",
    "987654321",
    "87654321",
    "12341234",
    "11223344",
    "1122334455",
    "12344321",
    "123123123",
    "123321123",
    "147258369",
    "123654789",
    "789456123",
    "135792468",
    "10203040",
    "12121212",
    "13131313",
    "52013145",
    "5201314520",
    "1314520520",
    "66668888",
    "88886666",
    "password",
    "password1",
    "password12",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "qwertyui",
    "qwertyuiop",
    "qwerty123",
    "qwerty12",
    "1qaz2wsx",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "q1w2e3r4",
    "asdfghjk",
    "asdfghjkl",
    "zxcvbnm1",
    "zxcvbnm123",
    "abcd1234",
    "abc12345",
    "abc123456",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "aa12345678",
    "qq123456",
    "qq123456789",
    "woaini520",
    "woaini1314",
    "woaini123",
    "iloveyou",
    "iloveyou1",
    "sunshine",
    "princess",
    "football",
    "admin123",
    "welcome1",
];

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    #[test]
    fn only_the_password_itself_is_verified() {
        let random = SeededRandom::new(1);
        let hash = hash(&random, "wheat gold 麦").unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(verify(&hash, "wheat gold 麦"));
        assert!(!verify(&hash, "wheat gold"));
        assert!(!verify(&PasswordHash::nobodys(), "wheat gold 麦"));
        assert!(!verify(&PasswordHash("rubbish".into()), "wheat gold 麦"));
        assert!(!is_outdated(&hash) && !is_outdated(&PasswordHash::nobodys()));
    }

    #[test]
    fn a_hash_of_other_costs_still_works_and_is_to_be_made_anew() {
        let costs = Params::new(64, 1, 1, None).unwrap();
        let old: phc::PasswordHash =
            Argon2::default().hash_password_customized(b"wheat gold", &[7; 16], None, None, costs).unwrap();
        let old = PasswordHash(old.to_string());
        assert!(verify(&old, "wheat gold") && is_outdated(&old));
    }

    #[test]
    fn the_policy_is_length_and_not_common() {
        for weak in ["1234567", "12345678", "PassW0rd", "aaaaaaaaaa", "老老老老老老老老", "xiaomai99"]
        {
            assert_eq!(check_policy(weak, "XiaoMai99").unwrap_err().code(), Code::PasswordWeak, "{weak}");
        }
        assert!(check_policy(&"ab".repeat(64), "").is_ok());
        assert!(check_policy(&"ab".repeat(65), "").is_err());
        assert!(check_policy("今天天气真好啊啊", "").is_ok());
    }
}
