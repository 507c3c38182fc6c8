//! Where a request comes from, seen through the proxies that are trusted.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use kernel::Error;

/// A network such as `10.0.0.0/8` or `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        let (width, base, other) = match (self.base, plain(address)) {
            (IpAddr::V4(base), IpAddr::V4(other)) => {
                (32, u128::from(u32::from(base)), u128::from(u32::from(other)))
            }
            (IpAddr::V6(base), IpAddr::V6(other)) => (128, u128::from(base), u128::from(other)),
            _ => return false,
        };
        // Shifting by the whole width is undefined, and a network of 0 bits holds everything.
        self.bits == 0 || (base ^ other) >> (width - u32::from(self.bits)) == 0
    }
}

impl FromStr for Network {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || {
            Error::field(
                "trusted_proxies",
                "is not a network such as 10.0.0.0/8",
                "不是网段，例如 10.0.0.0/8",
            )
        };
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.trim().parse().map_err(|_| wrong())?;
        let width = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), str::parse).map_err(|_| wrong())?;
        if bits <= width { Ok(Self { base, bits }) } else { Err(wrong()) }
    }
}

/// The client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    const UNKNOWN: Self = Self(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
    /// Hops of `X-Forwarded-For` that are looked at.
    const HOPS_MAX: usize = 16;

    /// Walks from the connection outwards for as long as the proxies are trusted.
    #[must_use]
    pub fn of(headers: &HeaderMap, extensions: &Extensions, trusted: &[Network]) -> Self {
        let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Self::UNKNOWN;
        };
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
        let mut nearest = plain(peer.ip());
        if trusted.is_empty() {
            return Self(nearest);
        }
        let hops = headers.get_all("x-forwarded-for").iter().rev();
        let hops = hops.filter_map(|value| value.to_str().ok()).flat_map(|value| value.rsplit(','));
        for hop in hops.take(Self::HOPS_MAX) {
            if !is_trusted(nearest) {
                break;
            }
            let Ok(address) = hop.trim().parse() else { break };
            nearest = plain(address);
        }
        Self(nearest)
    }
}

/// As limits count it: one home has a whole /64 of IPv6 to itself.
impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => write!(f, "{address}"),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                write!(f, "{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        Client::of(&headers, &extensions, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(seen("203.0.113.9", &["1.2.3.4"], &[]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", &["1.2.3.4"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["6.6.6.6, 1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", &["6.6.6.6", "1.2.3.4, 10.9.9.9"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(seen("::ffff:10.0.0.1", &["rubbish"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(seen("::1", &["2001:db8:1:2:3::4"], &["::1"]), "2001:db8:1:2::/64");
    }

    #[test]
    fn networks_are_read_strictly() {
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains("9.9.9.9".parse().unwrap()));
        assert!(!"10.0.0.0/8".parse::<Network>().unwrap().contains("::1".parse().unwrap()));
        for text in ["", "10.0.0.0/33", "10.0.0/8", "a/b", "::/129", "10.0.0.0/-1"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
