//! Buyers, consultants, posts and operators of the tests.

use serde_json::{Value, json};
use signet_store::charges::Charge;
use signet_store::{Connection, Error, Tx};
use signet_testkit::{Answer, Client, SMS_CODE, TestGateway};

use crate::wire::{Reply, request, request_as};

/// The password of all accounts.
pub(crate) const PASSWORD: &str = "secret_1";

/// A gateway with its operator's tool.
pub(crate) struct Shop {
    pub(crate) gateway: TestGateway,
}

/// An account that is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: i64,
    pub(crate) token: String,
}

/// A post as its buyer knows it.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) order_no: String,
}

impl Post {
    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }
}

impl Shop {
    pub(crate) fn open() -> Shop {
        Shop {
            gateway: TestGateway::of(&signet_methods_consulting::PACK).start(),
        }
    }

    /// Calls a route without a token.
    pub(crate) fn guest(&self, route: &str, fields: &[(&str, &str)]) -> Reply {
        request(&self.gateway, route, &[], fields)
    }

    /// Calls a route of an account.
    pub(crate) fn call(&self, account: &Account, route: &str, fields: &[(&str, &str)]) -> Reply {
        request_as(&self.gateway, &account.token, route, fields)
    }

    /// Makes a signed call of an account.
    pub(crate) fn signed(&self, account: &Account, method: &str, parameters: Value) -> Answer {
        let client = self.gateway.client().token(&account.token);
        client.call(&format!("consulting.{method}"), parameters)
    }

    /// Gets a code for a registration and uses it. Returns the ticket.
    pub(crate) fn ticket(&self, side: &str, mobile: &str) -> String {
        let fields = [("phone_number", mobile)];
        self.guest(&format!("POST api/{side}/sms"), &fields).good();
        let fields = [("phone_number", mobile), ("verification_code", SMS_CODE)];
        let proved = self.guest(&format!("POST api/{side}/signin"), &fields);
        proved.good()["ticket"].as_str().unwrap().to_owned()
    }

    /// Registers an account.
    pub(crate) fn register(&self, side: &str, username: &str, mobile: &str) -> Reply {
        let ticket = self.ticket(side, mobile);
        let fields = [
            ("username", username),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
            ("ticket", &ticket),
        ];
        self.guest(&format!("POST api/{side}/register"), &fields)
    }

    /// Logs an account in.
    pub(crate) fn log_in(&self, side: &str, username: &str) -> Account {
        let fields = [("username", username), ("password", PASSWORD)];
        let reply = self
            .guest(&format!("POST api/{side}/login"), &fields)
            .good();
        Account {
            id: reply["content"][0].as_i64().unwrap(),
            token: reply["token"].as_str().unwrap().to_owned(),
        }
    }

    /// Registers a buyer and logs in.
    pub(crate) fn buyer(&self, username: &str, mobile: &str) -> Account {
        self.register("user", username, mobile).good();
        self.log_in("user", username)
    }

    /// Registers a consultant whom an operator approves, and logs in.
    pub(crate) fn consultant(&self, username: &str, mobile: &str) -> Account {
        self.register("consultant", username, mobile).good();
        let consultant = self.log_in("consultant", username);
        self.operate(
            "consultant.approve",
            json!({"consultant_id": consultant.id}),
        );
        consultant
    }

    /// Returns the demo's buyers and approved consultants, logged in.
    pub(crate) fn of_demo(&self) -> [Account; 4] {
        [
            self.log_in("user", "buyer_one"),
            self.log_in("user", "buyer_two"),
            self.log_in("consultant", "lawyer_one"),
            self.log_in("consultant", "lawyer_two"),
        ]
    }

    /// Publishes a post under tag 1.
    pub(crate) fn publish(&self, buyer: &Account, price: &str) -> Post {
        let fields = [
            ("tag_id", "1"),
            ("title", "租房合同"),
            ("content", "请看一份合同"),
            ("price", price),
        ];
        let reply = self
            .call(buyer, "POST api/user/post/publish", &fields)
            .good();
        Post {
            id: reply["content"][0].as_i64().unwrap(),
            order_no: reply["order_no"].as_str().unwrap().to_owned(),
        }
    }

    /// Requests the payment of a post; the total is in fen.
    pub(crate) fn pay_init(&self, buyer: &Account, post: &Post, total_fee: &str) -> Reply {
        let fields = [
            ("body", "合同审核"),
            ("out_trade_no", post.order_no.as_str()),
            ("total_fee", total_fee),
            ("spbill_create_ip", "192.0.2.7"),
        ];
        self.call(buyer, "POST api/pay/init", &fields)
    }

    /// Publishes a post, and pays it unless it is free.
    pub(crate) fn paid(&self, buyer: &Account, price: &str) -> Post {
        let post = self.publish(buyer, price);
        if price != "0" {
            let fen = price.replace('.', "");
            self.pay_init(buyer, &post, &fen).good();
            self.settle(&post, "paid");
        }
        post
    }

    /// Settles the payment of a post, as the payment provider does.
    pub(crate) fn settle(&self, post: &Post, outcome: &str) -> Value {
        self.gateway.settle(&post.order_no, outcome)
    }

    /// Offers to take a post.
    pub(crate) fn accept(&self, consultant: &Account, post: &Post) {
        let fields = [("post_id", &*post.id())];
        let accepted = self.call(consultant, "POST api/consultant/order/accept", &fields);
        assert_eq!(accepted.content(), json!([]));
    }

    /// Makes an order for a post at this price in yuan.
    pub(crate) fn add(
        &self,
        buyer: &Account,
        post: &Post,
        price: &str,
        consultant: &Account,
    ) -> Reply {
        let fields = [
            ("order_no", post.order_no.as_str()),
            ("create_time", "2026-11-28 12:00:00"),
            ("price", price),
            ("post_id", &post.id()),
            ("consultant_id", &consultant.id.to_string()),
            ("status", "active"),
        ];
        self.call(buyer, "POST api/user/order/add", &fields)
    }

    /// Publishes and pays a post, and makes its order.
    pub(crate) fn ordered(&self, buyer: &Account, price: &str, consultant: &Account) -> Post {
        let post = self.paid(buyer, price);
        self.accept(consultant, &post);
        self.add(buyer, &post, price, consultant).good();
        post
    }

    /// As [`Shop::ordered`], with an answer.
    pub(crate) fn delivered(&self, buyer: &Account, price: &str, consultant: &Account) -> Post {
        let post = self.ordered(buyer, price, consultant);
        self.complete(consultant, &post, "建议删除第五条").good();
        post
    }

    pub(crate) fn complete(&self, consultant: &Account, post: &Post, answer: &str) -> Reply {
        let fields = [("post_id", &*post.id()), ("content", answer)];
        self.call(consultant, "POST api/consultant/order/complete", &fields)
    }

    /// Calls a route that takes a post alone.
    pub(crate) fn on_post(&self, account: &Account, route: &str, post: &Post) -> Reply {
        self.call(account, route, &[("post_id", &*post.id())])
    }

    /// Returns the operator's tool.
    pub(crate) fn admin(&self) -> Client<'_> {
        self.gateway.admin()
    }

    /// Makes a call of an operator.
    pub(crate) fn operator(&self, method: &str, parameters: Value) -> Answer {
        let method = format!("admin.consulting.{method}");
        self.admin().call(&method, parameters)
    }

    /// Makes a call of an operator, which must succeed, and returns its data.
    pub(crate) fn operate(&self, method: &str, parameters: Value) -> Value {
        self.operator(method, parameters).good()
    }

    /// Returns the newest charge of a post.
    pub(crate) fn charge(&self, post: &Post) -> Option<Charge> {
        self.gateway.charge("consulting", &post.order_no)
    }

    pub(crate) fn read<T>(&self, work: impl FnMut(&mut Connection) -> Result<T, Error>) -> T {
        self.gateway.read(work)
    }

    pub(crate) fn write<T>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
        self.gateway.write(work)
    }
}
