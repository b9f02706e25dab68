#![allow(missing_docs)]
use signet_store::*;
use std::time::*;
#[tokio::test]
async fn outage() {
    let url = scratch::create(&scratch::server_url()).unwrap();
    let store = Store::open(&url, 4).unwrap();
    store.migrate().unwrap();
    let start = Instant::now();
    let mut tasks = vec![];
    for n in 0..6 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut last = String::new();
            while start.elapsed() < Duration::from_secs(40) {
                let t = Instant::now();
                let r = if n % 2 == 0 {
                    store.run(revisions::all).await.map(drop)
                } else {
                    store.transaction(|c| revisions::bump(c, "apps")).await
                };
                let text = match r {
                    Ok(()) => "ok".to_owned(),
                    Err(e) => e.to_string(),
                };
                let slow = t.elapsed() > Duration::from_millis(1500);
                if text != last || slow {
                    println!(
                        "{n} {:.2}s ({:.2}) {text}",
                        start.elapsed().as_secs_f64(),
                        t.elapsed().as_secs_f64()
                    );
                    last = text;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }));
    }
    for t in tasks {
        t.await.unwrap();
    }
    scratch::drop(&url).unwrap();
}
