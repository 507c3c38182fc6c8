//! Serves an Alipay sandbox by itself: `cargo run -p outside --example sandbox -- [PORT] [KEYS_DIR] [TIME_FACTOR]`.

use std::error::Error;

use outside::alipay::{Sandbox, SandboxConfig};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let port: u16 = args.next().map_or(Ok(0), |port| port.parse())?;
    let keys_dir = args.next().unwrap_or_else(|| "var/alipay-sandbox".into());
    let time_factor: u32 = args.next().map_or(Ok(1), |factor| factor.parse())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let sandbox = Sandbox::open(SandboxConfig { time_factor, ..SandboxConfig::local(&keys_dir, &url) })?;
    let merchant = sandbox.merchant()?;
    println!(
        "gateway    {}\napp_id     {}\nseller_id  {}\nkeys       {keys_dir}\nconsole    {url}/",
        merchant.gateway, merchant.app_id, merchant.seller_id
    );
    sandbox.serve(listener).await?;
    Ok(())
}
