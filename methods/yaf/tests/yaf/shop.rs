//! A shop to buy from, and users who buy.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use signet_domain::platform::Platform;
use signet_domain::request_tokens;
use signet_methods_yaf::tables::addresses::NewAddress;
use signet_methods_yaf::tables::goods::NewGoods;
use signet_methods_yaf::tables::products::NewProduct;
use signet_methods_yaf::tables::{addresses, categories, goods, products};
use signet_store::points_ledger::NewEntry;
use signet_store::users::NewUser;
use signet_store::{Error, PageRequest, State, Tx, points_ledger, users};
use signet_testkit::{Answer, TestGateway, open_session, unique};

/// A gateway, and a runtime to use its services directly.
pub(crate) struct Shop {
    pub(crate) gateway: TestGateway,
    runtime: tokio::runtime::Runtime,
}

/// A user with a session and an address.
#[derive(Clone)]
pub(crate) struct Buyer {
    pub(crate) id: i64,
    pub(crate) token: String,
    pub(crate) address_id: i64,
}

/// A product, and the goods to which it belongs.
#[derive(Clone, Copy)]
pub(crate) struct Item {
    pub(crate) goods_id: i64,
    pub(crate) product_id: i64,
}

impl Shop {
    pub(crate) fn open() -> Shop {
        Shop::with(TestGateway::of(&signet_methods_yaf::PACK).start())
    }

    /// A shop behind a gateway that runs already.
    pub(crate) fn with(gateway: TestGateway) -> Shop {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        Shop { gateway, runtime }
    }

    /// A category of goods.
    pub(crate) fn category(&self) -> i64 {
        let all = self.gateway.read(categories::all_live);
        let mut of_goods = all.iter().filter(|category| category.cat_type == 3);
        of_goods.next().unwrap().id
    }

    /// New goods with one product.
    pub(crate) fn sell(&self, name: &str, price: i64, stock: i64, limit_count: i64) -> Item {
        let category_id = self.category();
        self.gateway.write(|tx| {
            let new = NewGoods {
                category_id,
                name: name.to_owned(),
                min_market_price: price,
                max_market_price: price,
                min_price: price,
                max_price: price,
                image_url: "http://xxx/5b7cbe51ea911.jpg".to_owned(),
                limit_count,
                description: String::new(),
            };
            let goods_id = goods::insert(tx, &new)?;
            let product = NewProduct {
                goods_id,
                market_price: price,
                sales_price: price,
                stock,
                spec_val: String::new(),
                skuid: unique("sku"),
                state: State::Live,
            };
            let product_id = products::insert(tx, &product)?;
            Ok(Item {
                goods_id,
                product_id,
            })
        })
    }

    /// Creates users with `points` points each.
    pub(crate) fn buyers(&self, count: usize, points: i64) -> Vec<Buyer> {
        let services = &self.gateway.gateway.services;
        let now = services.clock.now();
        let known = self.gateway.write(|tx| {
            (0..count)
                .map(|_| user(tx, points, now))
                .collect::<Result<Vec<_>, _>>()
        });
        let enter = |(id, address_id)| {
            let token = open_session(services, now, id, Platform::IOS);
            let token = self.runtime.block_on(token).unwrap();
            Buyer {
                id,
                token,
                address_id,
            }
        };
        known.into_iter().map(enter).collect()
    }

    pub(crate) fn buyer(&self, points: i64) -> Buyer {
        self.buyers(1, points).remove(0)
    }

    /// A one-time token of a user.
    pub(crate) fn request_token(&self, buyer: &Buyer) -> String {
        let services = &self.gateway.gateway.services;
        let owner = request_tokens::Owner::User(buyer.id);
        request_tokens::issue(services, services.clock.now(), owner).unwrap()
    }

    pub(crate) fn call(&self, buyer: &Buyer, method: &str, parameters: Value) -> Answer {
        self.gateway
            .client()
            .token(&buyer.token)
            .call(method, parameters)
    }

    /// Buys with a new one-time token. Repeats the call if the gateway is full, as a client does.
    pub(crate) fn buy(&self, buyer: &Buyer, wanted: &[(Item, i64)]) -> Answer {
        self.buy_with(&self.request_token(buyer), buyer, wanted)
    }

    pub(crate) fn buy_with(
        &self,
        request_token: &str,
        buyer: &Buyer,
        wanted: &[(Item, i64)],
    ) -> Answer {
        let goods_list: Vec<Value> = wanted
            .iter()
            .map(|(item, quantity)| json!({"productid": item.product_id, "quantity": quantity}))
            .collect();
        let parameters = json!({
            "request_token": request_token, "address_id": buyer.address_id, "goods_list": goods_list,
            // Distinguishes this call from others of which it is not meant to be a retry.
            "nonce": unique("nonce")
        });
        let give_up = std::time::Instant::now() + std::time::Duration::from_secs(60);
        loop {
            let answer = self.call(buyer, "order.create", parameters.clone());
            let full = matches!(answer.sub_code(), "overloaded" | "in_progress");
            if !full || std::time::Instant::now() > give_up {
                return answer;
            }
            std::thread::yield_now();
        }
    }

    /// Returns the stock of a product.
    pub(crate) fn stock(&self, item: Item) -> i64 {
        let all = self
            .gateway
            .read(|connection| products::of_goods(connection, &[item.goods_id]));
        all.iter()
            .find(|product| product.id == item.product_id)
            .unwrap()
            .stock
    }

    /// Returns how many of the goods were ever bought.
    pub(crate) fn buy_count(&self, item: Item) -> i64 {
        let found = self
            .gateway
            .read(|connection| goods::live(connection, item.goods_id, 0));
        let (goods, recent) = found.unwrap();
        assert_eq!(goods.buy_count, recent, "both counts are the same");
        recent
    }

    /// The points of a user, which are the sum of the ledger.
    pub(crate) fn points(&self, buyer: &Buyer) -> i64 {
        let user = self
            .gateway
            .read(|connection| users::by_id(connection, buyer.id));
        let points = user.unwrap().points;
        let all = PageRequest {
            offset: 0,
            limit: 1000,
        };
        let ledger = self
            .gateway
            .read(|connection| points_ledger::of_user(connection, buyer.id, all));
        let sum: i64 = ledger.rows.iter().map(|entry| entry.delta).sum();
        assert_eq!(points, sum, "the ledger is exact");
        points
    }
}

/// A user and an address of theirs, by their ids.
fn user(tx: &mut Tx<'_>, points: i64, now: i64) -> Result<(i64, i64), Error> {
    static NEXT: AtomicU64 = AtomicU64::new(13_800_000_000);
    let mobile = NEXT.fetch_add(1, Ordering::Relaxed);
    let new = NewUser {
        realm: "yaf".to_owned(),
        username: String::new(),
        mobile: mobile.to_string(),
        password_hash: "none".to_owned(),
        weak_password: false,
        open_id: format!("{mobile:032}"),
        nickname: "buyer".to_owned(),
        platform: 1,
        channel: String::new(),
        points,
        register_ip: "127.0.0.1".to_owned(),
        created_at: now,
    };
    let user_id = users::insert(tx, &new)?;
    let welcome = NewEntry {
        user_id,
        delta: points,
        balance: points,
        reason: "welcome".to_owned(),
        ref_id: String::new(),
        created_at: now,
    };
    points_ledger::insert(tx, &welcome)?;
    let address = NewAddress {
        realname: "张木沐".to_owned(),
        mobile: "14812345678".to_owned(),
        district_code: 440_305,
        street: String::new(),
        address: "粤海街道东方科技大厦601".to_owned(),
    };
    let address_id = addresses::insert(tx, user_id, &address, true)?;
    Ok((user_id, address_id))
}
