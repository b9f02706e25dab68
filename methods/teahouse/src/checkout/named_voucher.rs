use signet_wire::Fen;

/// A voucher as a client names it: `voucher_t_id|store_id|voucher_price`, the price in yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NamedVoucher {
    pub(crate) store_id: i64,
    /// The template.
    pub(crate) t_id: i64,
    pub(crate) price: Fen,
}

impl NamedVoucher {
    /// Reads vouchers that are separated by commas, and returns them in the order of their stores. Returns `None` if a voucher cannot be
    /// read, or if two vouchers are for the same store.
    pub(crate) fn read_all(text: &str) -> Option<Vec<NamedVoucher>> {
        let mut named = text
            .split(',')
            .map(NamedVoucher::read)
            .collect::<Option<Vec<NamedVoucher>>>()?;
        named.sort_unstable();
        let mut pairs = named.iter().zip(named.iter().skip(1));
        let is_twice = pairs.any(|(one, next)| one.store_id == next.store_id);
        (!is_twice).then_some(named)
    }

    fn read(text: &str) -> Option<NamedVoucher> {
        let parts: Vec<&str> = text.split('|').collect();
        let [t_id, store_id, price] = *parts else {
            return None;
        };
        let id = |text: &str| {
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| is_plain)
        };
        Some(NamedVoucher {
            store_id: id(store_id)?,
            t_id: id(t_id)?,
            price: Fen::from_yuan(price)?,
        })
    }
}
