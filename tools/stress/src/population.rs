//! The accounts of users that call, and the goods that they buy.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use futures_util::future::try_join_all;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::app::{App, Call};
use crate::connection::{Answer, Connection};
use crate::gateways::{Gateways, SMS_CODE};
use crate::node::Node;

const PASSWORD: &str = "secret_1";

/// The number of products that are sold. There are several, so that orders do not all wait for one row.
const PRODUCTS: usize = 20;

/// The stock of each product, the largest that an operator may enter.
pub(crate) const STOCK: i64 = 1_000_000;

/// The price of each piece.
pub(crate) const PRICE: i64 = 1;

/// The points that the demo gives to a new account.
pub(crate) const WELCOME_POINTS: i64 = 100_000;

/// The number of accounts that register at the same time.
const DOORS: usize = 8;

/// An app, its accounts, and the goods that they buy.
pub(crate) struct Population {
    pub(crate) app: App,
    pub(crate) admin: App,
    pub(crate) people: Vec<Person>,
    pub(crate) goods_id: i64,
    pub(crate) products: Vec<i64>,
    picture: Bytes,
    next: AtomicUsize,
}

/// An account, logged in.
pub(crate) struct Person {
    pub(crate) mobile: String,
    pub(crate) ip: String,
    pub(crate) address_id: i64,
    /// The token of the newest login.
    token: Mutex<String>,
    /// One-time tokens that were issued and not used.
    request_tokens: Mutex<Vec<String>>,
}

/// The kinds of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// An app starts, as a guest.
    Init,
    /// A page of goods, as a guest.
    Goods,
    /// The account of the caller.
    Detail,
    /// A page of the caller's orders.
    Orders,
    /// A login with a password.
    Login,
    /// A login with an unknown mobile, which takes as long as any other login.
    WrongLogin,
    /// A one-time token for an order.
    RequestToken,
    /// An order.
    Order,
    /// A picture.
    Upload,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Init => "system.init",
            Kind::Goods => "goods.list",
            Kind::Detail => "user.detail",
            Kind::Orders => "order.list",
            Kind::Login | Kind::WrongLogin => "user.login",
            Kind::RequestToken => "system.request.token",
            Kind::Order => "order.create",
            Kind::Upload => "system.upload",
        }
    }
}

impl Population {
    /// Creates the goods and registers `people` accounts, all through the gateway.
    pub(crate) async fn create(
        gateways: &Gateways,
        node: &Node,
        people: usize,
    ) -> Result<Population> {
        let (app, admin) = (gateways.app()?, gateways.admin()?);
        let mut connection = Connection::open(node.public).await?;
        let (goods_id, products) = open_shop(&mut connection, &admin).await?;
        let picture = picture()?;
        let mut population = Population {
            app,
            admin,
            people: Vec::new(),
            goods_id,
            products,
            picture,
            next: AtomicUsize::new(0),
        };
        let doors = try_join_all((0..DOORS).map(|door| {
            let (app, numbers) = (&population.app, (door..people).step_by(DOORS));
            come_in(app, node.public, numbers)
        }));
        population.people = doors.await?.into_iter().flatten().collect();
        Ok(population)
    }

    /// Returns the next account in turn. Accounts that log in make no other calls, because a login ends the earlier session.
    pub(crate) fn next_person(&self, kind: Kind) -> Result<&Person> {
        let (visitors, residents) = self.people.split_at(self.people.len() / 10);
        let people = if kind == Kind::Login {
            visitors
        } else {
            residents
        };
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        people
            .get(number % people.len().max(1))
            .context("there are no accounts")
    }

    /// Returns the secrets that no log may contain: the password, and the mobile and the token of some accounts.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = String> {
        let some = self.people.iter().take(10);
        let theirs = some.flat_map(|person| [person.mobile.clone(), person.token()]);
        theirs.chain([PASSWORD.to_owned()])
    }

    /// Returns a call of a kind. An order uses a one-time token that was fetched before.
    pub(crate) fn call(&self, kind: Kind, person: &Person) -> Result<Call> {
        let parameters = match kind {
            Kind::Init => json!({"token": ""}),
            Kind::Goods => json!({"page": 1}),
            Kind::Detail => json!({"token": person.token()}),
            Kind::Orders => json!({"token": person.token(), "page": 1}),
            Kind::Login => {
                json!({"mobile": person.mobile, "login_type": 2, "password": PASSWORD})
            }
            Kind::WrongLogin => {
                let mobile = format!("138{:08}", fastrand::u32(..100_000_000));
                json!({"mobile": mobile, "login_type": 2, "password": PASSWORD})
            }
            Kind::RequestToken => json!({"token": person.token(), "number": 5}),
            Kind::Order => self.order(person, &person.request_token()?),
            Kind::Upload => {
                let parameters = json!({"token": person.token()});
                let (ip, picture) = (&person.ip, &self.picture);
                return Ok(self.app.upload(ip, kind.name(), parameters, picture));
            }
        };
        Ok(self.app.call(&person.ip, kind.name(), parameters))
    }

    /// Returns the parameters of an order of one piece.
    pub(crate) fn order(&self, person: &Person, request_token: &str) -> Value {
        Self::order_of(person, request_token, fastrand::choice(&self.products))
    }

    /// Returns the parameters of an order of one piece of a product.
    pub(crate) fn order_of(person: &Person, request_token: &str, product: Option<&i64>) -> Value {
        json!({
            "token": person.token(),
            "request_token": request_token,
            "address_id": person.address_id,
            "goods_list": [{"productid": product, "quantity": 1}],
        })
    }

    /// Fetches one-time tokens until each account has at least `tokens`.
    pub(crate) async fn stock_up(&self, address: SocketAddr, tokens: usize) -> Result<()> {
        let mut connection = Connection::open(address).await?;
        for person in &self.people {
            while lock(&person.request_tokens).len() < tokens {
                let call = self.call(Kind::RequestToken, person)?;
                let answer = connection.send(&call).await?;
                ensure!(answer.is_good(), "{:?}", answer.envelope());
                person.learn(Kind::RequestToken, &answer)?;
            }
        }
        Ok(())
    }
}

impl Person {
    pub(crate) fn token(&self) -> String {
        lock(&self.token).clone()
    }

    pub(crate) fn request_token(&self) -> Result<String> {
        let token = lock(&self.request_tokens).pop();
        token.context("no one-time token is left; fetch more before")
    }

    pub(crate) fn request_tokens_left(&self) -> usize {
        lock(&self.request_tokens).len()
    }

    /// Stores the tokens of a good answer for later calls.
    pub(crate) fn learn(&self, kind: Kind, answer: &Answer) -> Result<()> {
        match kind {
            Kind::Login => *lock(&self.token) = text(answer.data("/token")?)?,
            Kind::RequestToken => {
                let tokens: Vec<String> = serde_json::from_value(answer.data("/token")?)?;
                lock(&self.request_tokens).extend(tokens);
            }
            _ => {}
        }
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn text(value: Value) -> Result<String> {
    Ok(serde_json::from_value(value)?)
}

/// Adds goods with several products to the shop. Returns the id of the goods and the ids of the products.
async fn open_shop(connection: &mut Connection, admin: &App) -> Result<(i64, Vec<i64>)> {
    let ip = "127.0.0.1";
    let started = Instant::now();
    let shown = loop {
        let call = admin.call(ip, "admin.goods.list", json!({}));
        let shown = connection.send(&call).await?;
        // The app is new. The gateway loads it within a second.
        if shown.is_good() || started.elapsed() > Duration::from_secs(2) {
            break shown;
        }
        sleep(Duration::from_millis(50)).await;
    };
    let category = shown.data("/list/0/cat_id")?;
    let products: Vec<Value> = (0..PRODUCTS)
        .map(|number| {
            json!({
                "market_price": PRICE, "sales_price": PRICE, "stock": STOCK,
                "spec_val": format!("颜色:::{number}"), "skuid": format!("stress-{number}"),
            })
        })
        .collect();
    let goods = json!({"goods_name": "压力测试", "cat_id": category, "products": products});
    let made = connection
        .send(&admin.call(ip, "admin.goods.create", goods))
        .await?;
    ensure!(made.is_good(), "{:?}", made.envelope());
    let goods_id = made
        .data("/goodsid")?
        .as_i64()
        .context("goods have a number")?;
    let products = products_of(connection, admin, goods_id).await?;
    Ok((goods_id, products.iter().map(|(id, _)| *id).collect()))
}

/// Returns the products of some goods, and the stock of each.
pub(crate) async fn products_of(
    connection: &mut Connection,
    admin: &App,
    goods_id: i64,
) -> Result<Vec<(i64, i64)>> {
    let listed = connection
        .send(&admin.call("127.0.0.1", "admin.goods.list", json!({})))
        .await?;
    let list = listed.data("/list")?;
    let goods = list.as_array().into_iter().flatten();
    let mut goods = goods.filter(|goods| goods.get("goodsid") == Some(&json!(goods_id)));
    let goods = goods.next().context("the goods are not in the list")?;
    let products = goods.get("products").and_then(Value::as_array);
    let products = products.context("goods have products")?.iter();
    let read = |product: &Value| {
        let number = |key| product.get(key).and_then(Value::as_i64);
        Some((number("productid")?, number("stock")?))
    };
    products
        .map(read)
        .collect::<Option<_>>()
        .context("a product has no number")
}

/// Registers accounts, one after the other.
async fn come_in(
    app: &App,
    address: SocketAddr,
    numbers: impl Iterator<Item = usize>,
) -> Result<Vec<Person>> {
    let mut connection = Connection::open(address).await?;
    let mut people = Vec::new();
    for number in numbers {
        let mobile = format!("139{number:08}");
        // Each account has its own address, because limits count by address.
        let ip = format!(
            "10.{}.{}.{}",
            number / 65_536,
            number / 256 % 256,
            number % 256
        );
        let sms = json!({"mobile": mobile, "key": "USER_REGISTER_CODE"});
        let sent = connection.send(&app.call(&ip, "sms.send", sms)).await?;
        ensure!(sent.is_good(), "{:?}", sent.envelope());
        let account = json!({"mobile": mobile, "password": PASSWORD, "code": SMS_CODE});
        let registered = connection
            .send(&app.call(&ip, "user.register", account))
            .await?;
        let token = text(registered.data("/token")?)?;
        let address = json!({
            "token": token, "realname": "张木沐", "mobile": mobile,
            "district_id": 440_305, "address": "东方科技大厦601",
        });
        let added = connection
            .send(&app.call(&ip, "user.address.add", address))
            .await?;
        let address_id = added.data("/addressid")?.as_i64();
        people.push(Person {
            mobile,
            ip,
            address_id: address_id.context("an address has a number")?,
            token: Mutex::new(token),
            request_tokens: Mutex::default(),
        });
    }
    Ok(people)
}

/// Returns a JPEG like a photograph that a phone has scaled down: 1280 × 960, about 200 KiB.
fn picture() -> Result<Bytes> {
    let mut picture = RgbImage::new(1280, 960);
    let mut random = fastrand::Rng::with_seed(1);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let wave = |divisor: u32| u8::try_from((x / divisor + y / 5) % 200).unwrap_or_default();
        let noise = random.u8(..32);
        *pixel = Rgb([wave(3) + noise, wave(5) + noise, wave(7) + noise]);
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg)?;
    Ok(bytes.into_inner().into())
}
