//! The keys `salon.*` of the configuration.

use config::{Config, File, FileFormat, Value};
use signet_methods_salon::PACK;

/// Returns the reason why a value of a key is refused; empty if the value is accepted.
fn refusal(key: &str, value: impl Into<Value>) -> String {
    let settings = PACK.settings.unwrap();
    let defaults = File::from_str(settings.defaults(), FileFormat::Toml);
    let config = Config::builder().add_source(defaults);
    let config = config.set_override(key, value).unwrap().build().unwrap();
    let error = settings.read(&config).err();
    error.map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn values_that_would_fail_later_are_refused_by_their_key() {
    for clients in [&[41, 53][..], &[]] {
        assert_eq!(refusal("salon.clients", clients.to_vec()), "");
    }
    for points in [0, 100] {
        assert_eq!(refusal("salon.register_points", points), "");
    }
    assert_eq!(refusal("salon.avatar_hosts", vec!["wx.qlogo.cn"]), "");
    let clients = refusal("salon.clients", vec![13]);
    assert!(clients.contains("salon.clients"), "{clients}");
    let points = refusal("salon.register_points", -1);
    assert!(points.contains("salon.register_points"), "{points}");
    for host in ["https://wx.qlogo.cn", "wx.qlogo.cn:443", ""] {
        let hosts = refusal("salon.avatar_hosts", vec![host]);
        assert!(hosts.contains("salon.avatar_hosts"), "{hosts}");
    }
}
