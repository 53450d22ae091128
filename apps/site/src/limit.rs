//! How many requests one address may make: a bucket of tokens for each, filled again with time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Addresses remembered at most; when full, the oldest half is forgotten.
const ADDRESSES: usize = 65_536;

/// Buckets by address. An IPv6 network of 64 bits counts as one address: one subscriber usually holds that many.
pub(crate) struct Limiter {
    per_second: f64,
    burst: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Limiter {
    /// A limiter; `None` where there is no limit.
    pub(crate) fn new(per_second: Option<u32>, burst: u32) -> Option<Self> {
        let per_second = f64::from(per_second?.max(1));
        Some(Self { per_second, burst: f64::from(burst.max(1)), buckets: Mutex::default() })
    }

    /// Takes one token at a time; false if there is none left.
    pub(crate) fn allows(&self, address: IpAddr, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES {
            let mut times: Vec<Instant> = buckets.values().map(|bucket| bucket.at).collect();
            let (_, middle, _) = times.select_nth_unstable(ADDRESSES / 2);
            let middle = *middle;
            buckets.retain(|_, bucket| bucket.at > middle);
        }
        let bucket = buckets.entry(network(address)).or_insert(Bucket { tokens: self.burst, at: now });
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * self.per_second).min(self.burst);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            return false;
        }
        bucket.tokens -= 1.0;
        true
    }
}

/// An address as it is counted.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limiter = Limiter::new(Some(2), 3).expect("a limit was asked for");
        let start = Instant::now();
        let address = IpAddr::from([192, 0, 2, 1]);
        assert!((0..3).all(|_| limiter.allows(address, start)));
        assert!(!limiter.allows(address, start));
        assert!(limiter.allows(IpAddr::from([192, 0, 2, 2]), start), "another address has its own bucket");
        let later = start + Duration::from_millis(500);
        assert!(limiter.allows(address, later), "two a second: one after half a second");
        assert!(!limiter.allows(address, later));
    }

    #[test]
    fn one_ipv6_network_is_one_address_and_memory_is_bounded() {
        let limiter = Limiter::new(Some(1), 1).expect("a limit was asked for");
        let now = Instant::now();
        let address = |network: u16, host: u16| IpAddr::from([0x2001, 0xdb8, 0, network, 0, 0, 0, host]);
        assert!(limiter.allows(address(1, 1), now));
        assert!(!limiter.allows(address(1, 2), now));
        for n in 0..140_000_u32 {
            limiter.allows(IpAddr::from(n.to_be_bytes()), now + Duration::from_micros(u64::from(n)));
        }
        let held = limiter.buckets.lock().unwrap_or_else(PoisonError::into_inner).len();
        assert!(held <= ADDRESSES, "{held} addresses held");
    }
}
