//! What a configuration says that cannot be, whatever its types.

use std::path::Path;

use super::{AlipayConfig, Config, MediaConfig, address};

/// A sentence for each mistake.
#[must_use]
pub fn mistakes(config: &Config) -> Vec<String> {
    let mut told = Vec::new();
    let mut must = |holds: bool, sentence: &str| {
        if !holds {
            told.push(sentence.to_owned());
        }
    };
    let (store, server) = (&config.store, &config.server);
    let is_postgres = |url: &str| url.starts_with("postgres://") || url.starts_with("postgresql://");
    let is_sqlite = store.url.strip_prefix("sqlite:").is_some_and(|path| !path.is_empty());
    must(
        is_sqlite || is_postgres(&store.url),
        "store.url must begin with sqlite: and a path, or with postgres://",
    );
    must(
        store.replica_url.is_empty() || (is_postgres(&store.replica_url) && is_postgres(&store.url)),
        "store.replica_url must begin with postgres://, and so must store.url",
    );
    must((1..=1_000).contains(&store.connections), "store.connections must be 1 to 1000");
    must((1..=1_000_000).contains(&store.queue_max), "store.queue_max must be 1 to 1000000");
    must((1..=10_000).contains(&store.batch_max), "store.batch_max must be 1 to 10000");
    must(store.batch_us <= 1_000_000, "store.batch_us must be at most 1000000");
    must(
        server.public_url.is_empty() || is_site(&server.public_url),
        "server.public_url must be http:// or https:// and a host, without a path",
    );
    must((1..=1_000_000).contains(&server.connections_max), "server.connections_max must be 1 to 1000000");
    must((1..=600).contains(&server.request_timeout_s), "server.request_timeout_s must be 1 to 600");
    must(server.drain_s <= 600, "server.drain_s must be at most 600");
    must((1..=600).contains(&server.stop_within_s), "server.stop_within_s must be 1 to 600");
    must((1..=65_536).contains(&server.cache_mb), "server.cache_mb must be 1 to 65536");
    must((1..=256).contains(&server.slow_max), "server.slow_max must be 1 to 256");
    must(server.live_connections_max <= 1_000_000, "server.live_connections_max must be at most 1000000");
    must((1..=10_000).contains(&server.live_per_user_max), "server.live_per_user_max must be 1 to 10000");
    must(
        (1..=1_000_000).contains(&server.live_per_address_max),
        "server.live_per_address_max must be 1 to 1000000",
    );
    must(
        (1_000..=10_000_000).contains(&server.live_kept_max),
        "server.live_kept_max must be 1000 to 10000000",
    );
    must(!is_unset(&config.auth.keys_file), "auth.keys_file must name a file");
    must((60..=604_800).contains(&config.order.pay_within_s), "order.pay_within_s must be 60 to 604800");
    must(!is_unset(&config.messages.outbox_dir), "messages.outbox_dir must name a directory");
    must(config.worker.threads <= 256, "worker.threads must be at most 256");
    must((1..=10_000_000).contains(&config.log.lines_max), "log.lines_max must be 1 to 10000000");
    for network in &server.trusted_proxies {
        let known = network.parse::<web::client::Network>().is_ok();
        must(known, &format!("server.trusted_proxies: {network:?} is not a network such as 10.0.0.0/8"));
    }
    addresses(config, &mut told);
    media(&config.media, &mut told);
    alipay(&config.alipay, &mut told);
    told
}

fn addresses(config: &Config, told: &mut Vec<String>) {
    told.extend(address("server.listen", &config.server.listen).err());
    if config.alipay.sandbox {
        told.extend(address("alipay.sandbox_listen", &config.alipay.sandbox_listen).err());
    }
    if !config.worker.metrics_listen.is_empty() {
        told.extend(address("worker.metrics_listen", &config.worker.metrics_listen).err());
    }
}

fn media(media: &MediaConfig, told: &mut Vec<String>) {
    let mut must = |holds: bool, sentence: &str| {
        if !holds {
            told.push(sentence.to_owned());
        }
    };
    if media.s3_bucket.is_empty() {
        must(!is_unset(&media.dir), "media.dir must name a directory");
        return;
    }
    let endpoint = &media.s3_endpoint;
    must(
        endpoint.is_empty() || is_site(endpoint),
        "media.s3_endpoint must be http:// or https:// and a host, without a path",
    );
    must(!media.s3_region.is_empty(), "media.s3_region must name a region");
    must(!media.s3_key_id.is_empty(), "media.s3_key_id must name an access key");
    must(!is_unset(&media.s3_secret_file), "media.s3_secret_file must name a file");
}

fn alipay(alipay: &AlipayConfig, told: &mut Vec<String>) {
    let mut must = |holds: bool, sentence: &str| {
        if !holds {
            told.push(sentence.to_owned());
        }
    };
    must((100..=120_000).contains(&alipay.timeout_ms), "alipay.timeout_ms must be 100 to 120000");
    must(
        (1..=100_000).contains(&alipay.sandbox_time_factor),
        "alipay.sandbox_time_factor must be 1 to 100000",
    );
    if alipay.sandbox {
        must(!is_unset(&alipay.sandbox_dir), "alipay.sandbox_dir must name a directory");
        return;
    }
    if alipay.app_id.is_empty() {
        return;
    }
    must(!alipay.seller_id.is_empty(), "alipay.seller_id must be set: notifications are checked against it");
    must(!is_unset(&alipay.app_key_file), "alipay.app_key_file must name the app's private key");
    if alipay.uses_certificates() {
        let all = [&alipay.app_cert_file, &alipay.alipay_cert_file, &alipay.root_cert_file];
        must(
            all.iter().all(|path| !is_unset(path)),
            "alipay.app_cert_file, alipay.alipay_cert_file and alipay.root_cert_file must be set together",
        );
    } else {
        must(
            !is_unset(&alipay.alipay_key_file),
            "alipay.alipay_key_file must name Alipay's public key, or the certificates must be set",
        );
    }
}

fn is_unset(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

fn is_site(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_sound() {
        assert_eq!(mistakes(&Config::default()), Vec::<String>::new());
    }

    #[test]
    fn each_mistake_names_its_key() {
        let mut config = Config::default();
        config.store.url = "mysql://x".to_owned();
        config.store.connections = 0;
        config.server.listen = "8080".to_owned();
        config.server.public_url = "shop.example".to_owned();
        config.server.trusted_proxies = vec!["10.0.0.0/99".to_owned()];
        config.alipay.app_id = "2021".to_owned();
        let told = mistakes(&config);
        for key in [
            "store.url",
            "store.connections",
            "server.listen",
            "server.public_url",
            "server.trusted_proxies",
            "alipay.seller_id",
            "alipay.app_key_file",
            "alipay.alipay_key_file",
        ] {
            assert_eq!(told.iter().filter(|told| told.starts_with(key)).count(), 1, "{key}: {told:?}");
        }
        assert_eq!(told.len(), 8, "{told:?}");
    }

    #[test]
    fn a_public_address_has_no_path() {
        for url in ["https://shop.example", "http://127.0.0.1:8080/"] {
            assert!(is_site(url), "{url}");
        }
        for url in ["shop.example", "ftp://x", "https://", "https://a/b", "https://a?b", "https://u@a"] {
            assert!(!is_site(url), "{url}");
        }
    }
}
