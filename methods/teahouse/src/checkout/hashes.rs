//! The texts that carry the results of the first step of a checkout to the second step. Nothing of a checkout is stored before the second
//! step.
//!
//! A text is `kind.issued.nonce.cart.total.body.mac`. The mac covers everything before it, and the member, so a text of another kind,
//! another member or another gateway is refused before it is read.

use signet_domain::random;
use signet_domain::server_key::ServerKey;
use signet_fault::Fault;
use subtle::ConstantTimeEq;

/// The time for which a checkout is valid, in seconds from its first step.
pub(crate) const LIFETIME: i64 = 3600;

/// The purpose of the macs.
const PURPOSE: &str = "teahouse-checkout";

/// The kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The goods and their numbers, for the freight.
    Freight,
    /// Whether all goods may have an invoice with VAT.
    Vat,
    /// The area, whether a store takes cash there, and the freight.
    Offpay,
    /// The area, and whether each store takes cash there.
    OffpayBatch,
}

/// A checkout: the values that all of its texts contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checkout {
    /// The time of its first step, in unix seconds.
    pub(crate) issued: i64,
    /// 32 random hexadecimal digits.
    pub(crate) nonce: String,
    /// The digest of what is bought.
    pub(crate) cart: String,
    /// The amount of the goods of all stores after the campaigns, in fen.
    pub(crate) total: i64,
}

impl Kind {
    const fn letter(self) -> &'static str {
        match self {
            Kind::Freight => "f",
            Kind::Vat => "v",
            Kind::Offpay => "o",
            Kind::OffpayBatch => "b",
        }
    }
}

impl Checkout {
    /// Starts a checkout.
    ///
    /// # Errors
    /// [`Fault::internal`] if the operating system has no random bytes.
    pub(crate) fn start(now: i64, cart: String, total: i64) -> Result<Checkout, Fault> {
        Ok(Checkout {
            issued: now,
            nonce: random::hex_128()?,
            cart,
            total,
        })
    }

    /// Returns whether the checkout is not valid any more.
    pub(crate) fn is_expired(&self, now: i64) -> bool {
        now - self.issued >= LIFETIME
    }

    /// Returns the text of a kind. `body` must not contain dots.
    ///
    /// # Errors
    /// The errors of [`ServerKey::mac`].
    pub(crate) fn text(
        &self,
        key: &ServerKey,
        user_id: i64,
        kind: Kind,
        body: &str,
    ) -> Result<String, Fault> {
        let Checkout {
            issued,
            nonce,
            cart,
            total,
        } = self;
        let text = format!("{}.{issued}.{nonce}.{cart}.{total}.{body}", kind.letter());
        let mac = mac(key, user_id, &text)?;
        Ok(format!("{text}.{mac}"))
    }

    /// Returns the checkout and the body of a text; `None` if this gateway did not make the text for the member, or if the text is of
    /// another kind.
    ///
    /// # Errors
    /// The errors of [`ServerKey::mac`].
    pub(crate) fn read(
        key: &ServerKey,
        user_id: i64,
        kind: Kind,
        text: &str,
    ) -> Result<Option<(Checkout, String)>, Fault> {
        let Some((text, given)) = text.rsplit_once('.') else {
            return Ok(None);
        };
        let own = mac(key, user_id, text)?;
        if !bool::from(own.as_bytes().ct_eq(given.as_bytes())) {
            return Ok(None);
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [letter, issued, nonce, cart, total, body] = *parts else {
            return Ok(None);
        };
        if letter != kind.letter() {
            return Ok(None);
        }
        let numbers = issued.parse().ok().zip(total.parse().ok());
        Ok(numbers.map(|(issued, total)| {
            let checkout = Checkout {
                issued,
                nonce: nonce.to_owned(),
                cart: cart.to_owned(),
                total,
            };
            (checkout, body.to_owned())
        }))
    }
}

fn mac(key: &ServerKey, user_id: i64, text: &str) -> Result<String, Fault> {
    key.mac(&[PURPOSE, &user_id.to_string(), text])
}
