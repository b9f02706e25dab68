//! The members of the demo.

use signet_domain::Services;
use signet_domain::accounts::{NewAccount, Registration};
use signet_fault::Fault;
use signet_store::Tx;

use super::articles::id as goods;
use super::goods::DAY;
use crate::TEAHOUSE;
use crate::parameters::Sex;
use crate::tables::addresses::{self, NewAddress};
use crate::tables::invoices::{self, NewInvoice};
use crate::tables::members::{self, Edited};
use crate::tables::predeposit::{self, Change, Reason};
use crate::tables::vouchers::{self, NewTemplate};
use crate::tables::{carts, favorites};

/// The password of all accounts.
const PASSWORD: &str = "secret_1";

/// The password of the buyer for payments.
const PAY_PASSWORD: &str = "pay_pwd_1";

/// The predeposit of the buyer in fen.
const PREDEPOSIT: i64 = 50_000;

/// The accounts that are added: the member that the document names, and a buyer.
#[derive(Clone)]
pub(super) struct Accounts {
    of_document: NewAccount,
    buyer: NewAccount,
    /// The hash of the password of the buyer for payments.
    pay_hash: String,
}

impl Accounts {
    /// Makes the accounts. Hashing their passwords takes a while.
    pub(super) async fn new(services: &Services) -> Result<Accounts, Fault> {
        let now = services.clock.now();
        let password = services.passwords.choose(PASSWORD, "").await?;
        let account = |username, mobile| {
            let registration = Registration {
                username,
                ..Registration::local(&TEAHOUSE, mobile, password.clone())
            };
            NewAccount::of(now, &registration)
        };
        Ok(Accounts {
            of_document: account("测试-廖培坤", "19900000201")?,
            buyer: account("tea_buyer", "19900000202")?,
            pay_hash: services.passwords.hash(PAY_PASSWORD).await?,
        })
    }

    /// Adds the accounts.
    pub(super) fn load(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let id = self.of_document.insert(tx)?.id;
        members::insert(tx, id, "")?;
        let profile = Edited {
            truename: Some("廖培坤".to_owned()),
            sex: Some(Sex::Male.number()),
            birthday: Some("1991-06-11".to_owned()),
        };
        members::update(tx, id, &profile)?;
        let address = NewAddress {
            true_name: "廖培坤".to_owned(),
            city_id: 120_100,
            area_id: 120_106,
            address: "水游城8层".to_owned(),
            tel_phone: "022-12345678".to_owned(),
            mob_phone: "19900000201".to_owned(),
        };
        addresses::insert(tx, id, &address, true)?;
        for (goods_id, quantity) in [(goods::GREEN, 1), (goods::OOLONG, 2)] {
            carts::insert(tx, id, goods_id, quantity)?;
        }
        for goods_id in [goods::BILUOCHUN, goods::LAOBANZHANG] {
            favorites::insert(tx, id, goods_id)?;
        }
        let id = self.buyer.insert(tx)?.id;
        members::insert(tx, id, "绿茶,普洱")?;
        members::set_pay_hash(tx, id, &self.pay_hash)?;
        let topup = Change {
            ref_id: "demo".to_owned(),
            delta: PREDEPOSIT,
        };
        predeposit::change(tx, id, Reason::Topup, &[topup])?;
        let invoice = NewInvoice {
            kind: 1,
            title: "茶客贸易有限公司".to_owned(),
            code: "91120000MA0000000X".to_owned(),
            content: "茶叶".to_owned(),
        };
        invoices::insert(tx, id, &invoice, true)?;
        load_vouchers(tx, id)
    }
}

/// Adds the vouchers that the document names, and gives one of each to a user.
fn load_vouchers(tx: &mut Tx<'_>, user_id: i64) -> Result<(), Fault> {
    let now = tx.now();
    for (t_id, store_id) in [(10, 2), (1, 3)] {
        let template = NewTemplate {
            store_id,
            title: "满50减10".to_owned(),
            description: "全店通用".to_owned(),
            price: 1000,
            threshold: 5000,
            starts_at: now - DAY,
            ends_at: now + 30 * DAY,
            total: 1000,
            each_limit: 5,
        };
        vouchers::insert_template(tx, t_id, &template)?;
        vouchers::give(tx, t_id, &template, user_id)?;
    }
    Ok(())
}
