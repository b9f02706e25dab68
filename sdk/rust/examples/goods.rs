//! Lists goods of a gateway on this machine: `cargo run --package signet-client --example goods`.

use serde_json::{Value, json};
use signet_client::{Client, Secret};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = Secret::new("7512100214f62d7de8ba01b281d6da02")?;
    let client = Client::builder("http://127.0.0.1:8080/", "ios_app_id", secret).build()?;
    let call = async { client.call("goods.list", &json!({"keywords": "杯"})).await };
    let goods: Value = tokio::runtime::Runtime::new()?.block_on(call)?;
    println!("{goods:#}");
    Ok(())
}
