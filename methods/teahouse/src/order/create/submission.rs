use sha2::{Digest, Sha256};
use signet_call::{Ctx, Violations};
use signet_domain::server_key::ServerKey;
use signet_fault::Fault;
use signet_store::Connection;

use super::{Create, PayName};
use crate::checkout::bought::Bought;
use crate::checkout::hashes::{Checkout, Kind};
use crate::checkout::named_voucher::NamedVoucher;
use crate::checkout::offpay::{Area, Offpay, OffpayBatch};
use crate::tables::payments;
use crate::{faults, fcode};

/// The checkout that a member submits in the second step: the posted values, and the contents of the posted texts.
#[derive(Clone)]
pub(super) struct Submission {
    pub(super) user_id: i64,
    pub(super) checkout: Checkout,
    /// The delivery that was shown, if texts about it were posted.
    pub(super) offpay: Option<Offpay>,
    pub(super) batch: Option<OffpayBatch>,
    /// Whether all goods may have an invoice with VAT.
    pub(super) has_vat: bool,
    pub(super) of_cart: bool,
    pub(super) bought: Bought,
    pub(super) address_id: i64,
    /// Whether the member wants to pay in cash on delivery.
    pub(super) in_cash: bool,
    /// The invoice; 0 for none.
    pub(super) invoice_id: i64,
    /// The vouchers, in the order of their stores; `None` if they cannot be read.
    pub(super) vouchers: Option<Vec<NamedVoucher>>,
    pub(super) fcode_hash: Option<String>,
    /// Whether the predeposit pays as much as it can.
    pub(super) uses_predeposit: bool,
    /// The hash of the password for payments that was compared.
    pub(super) pay_hash: Option<String>,
    /// The digest of all values that make one order different from another.
    pub(super) digest: String,
}

impl Submission {
    /// Reads what was posted.
    ///
    /// # Errors
    /// [`Code::BadParams`](signet_fault::Code::BadParams); `faults::CHECKOUT_INVALID` if the gateway did not make a text for this member
    /// and this use; `faults::CHECKOUT_CHANGED` if the texts do not belong to one checkout.
    pub(super) fn read(posted: &Create, ctx: &Ctx<'_>) -> Result<Submission, Fault> {
        let (key, user_id) = (&ctx.services.key, ctx.user()?);
        let in_cash = posted.pay_name == PayName::Offline;
        let texts = Texts { key, user_id };
        let (checkout, vat) = texts.read(Kind::Vat, posted.vat_hash.as_str())?;
        let of_delivery = |kind, name: &str, text: Option<&str>| match text {
            Some(text) => {
                let (other, body) = texts.read(kind, text)?;
                match other == checkout {
                    true => Ok(Some(body)),
                    false => Err(Fault::from(faults::CHECKOUT_CHANGED)),
                }
            }
            None if in_cash => Err(Violations::missing(name).into()),
            None => Ok(None),
        };
        let offpay = posted.offpay_hash.as_ref().map(|text| text.as_str());
        let offpay = of_delivery(Kind::Offpay, "offpay_hash", offpay)?;
        let batch = posted.offpay_hash_batch.as_ref().map(|text| text.as_str());
        let batch = of_delivery(Kind::OffpayBatch, "offpay_hash_batch", batch)?;
        let vouchers = posted.voucher.as_ref().map(|text| text.as_str());
        let fcode_hash = posted
            .fcode
            .as_ref()
            .map(|code| fcode::hash(key, code.as_str()));
        let mut submission = Submission {
            user_id,
            checkout,
            offpay: body(offpay, Offpay::read)?,
            batch: body(batch, OffpayBatch::read)?,
            has_vat: vat == "1",
            of_cart: posted.ifcart.is_set(),
            bought: posted.cart_id.clone(),
            address_id: posted.address_id.value(),
            in_cash,
            invoice_id: posted.invoice_id.map_or(0, |id| id.value()),
            vouchers: vouchers.map_or(Some(Vec::new()), NamedVoucher::read_all),
            fcode_hash: fcode_hash.transpose()?,
            uses_predeposit: posted.uses_predeposit(),
            pay_hash: None,
            digest: String::new(),
        };
        submission.digest = submission.digest();
        Ok(submission)
    }

    /// Returns the pay number of the checkout if it was submitted before, with the same values.
    ///
    /// # Errors
    /// `faults::CHECKOUT_USED` if it was submitted with other values.
    pub(super) fn placed(&self, connection: &mut Connection) -> Result<Option<String>, Fault> {
        match payments::of_checkout(connection, self.user_id, &self.checkout.nonce)? {
            Some(payment) if payment.digest != self.digest => Err(faults::CHECKOUT_USED.into()),
            payment => Ok(payment.map(|payment| payment.pay_sn)),
        }
    }

    /// Checks that an area is the area for which a delivery was shown, if a delivery was shown.
    ///
    /// # Errors
    /// `faults::CHECKOUT_CHANGED`.
    pub(super) fn check_area(&self, area: Area) -> Result<(), Fault> {
        let offpay = self.offpay.as_ref().map(|offpay| offpay.area);
        let batch = self.batch.as_ref().map(|batch| batch.area);
        match [offpay, batch]
            .into_iter()
            .flatten()
            .all(|shown| shown == area)
        {
            true => Ok(()),
            false => Err(faults::CHECKOUT_CHANGED.into()),
        }
    }

    /// Returns whether the member wants to pay in cash, and the store was shown to take cash.
    pub(super) fn may_pay_in_cash(&self, store_id: i64) -> bool {
        let is_taken = self.offpay.is_some_and(|offpay| offpay.takes_cash);
        let by_store = self.batch.as_ref();
        self.in_cash && is_taken && by_store.is_some_and(|batch| batch.takes_cash(store_id))
    }

    /// Returns the digest of all values that make one order different from another. The sequence in which goods and vouchers are named does
    /// not count.
    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |number: i64| hash.update(number.to_be_bytes());
        let mut bought = self.bought.pairs().to_vec();
        bought.sort_unstable();
        for (id, pieces) in bought {
            add(id);
            add(pieces);
        }
        // No id is below 0, so -1 marks the end of a list.
        add(-1);
        match &self.vouchers {
            None => add(-2),
            Some(vouchers) => {
                for voucher in vouchers {
                    add(voucher.store_id);
                    add(voucher.t_id);
                    add(voucher.price.0);
                }
            }
        }
        add(-1);
        add(self.address_id);
        add(self.invoice_id);
        for flag in [self.of_cart, self.in_cash, self.uses_predeposit] {
            add(flag.into());
        }
        hash.update(self.fcode_hash.as_deref().unwrap_or_default());
        hex::encode(hash.finalize())
    }
}

/// The texts of a member.
struct Texts<'a> {
    key: &'a ServerKey,
    user_id: i64,
}

impl Texts<'_> {
    fn read(&self, kind: Kind, text: &str) -> Result<(Checkout, String), Fault> {
        let read = Checkout::read(self.key, self.user_id, kind, text)?;
        read.ok_or_else(|| faults::CHECKOUT_INVALID.into())
    }
}

/// Reads a body, which this gateway has written.
fn body<T>(text: Option<String>, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    match text {
        None => Ok(None),
        Some(text) => match read(&text) {
            None => Err(faults::CHECKOUT_INVALID.into()),
            read => Ok(read),
        },
    }
}
