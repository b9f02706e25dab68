//! The columns of every table of the pack, a module for each migration. `teahouse_` is left out of the names.

pub(super) mod goods;
pub(super) mod members;
pub(super) mod orders;
pub(super) mod promotions;

use goods::{commons, goods as variants, goods_gifts, offpay_areas, stores, tasters};
use orders::{carts, favorites, orders as of_members, payments};
use promotions::{promotions as of_goods, sample_claims, samples, voucher_templates, vouchers};

diesel::allow_tables_to_appear_in_same_query!(offpay_areas, stores);

diesel::allow_tables_to_appear_in_same_query!(of_members, sample_claims);

diesel::allow_tables_to_appear_in_same_query!(voucher_templates, vouchers);

diesel::allow_tables_to_appear_in_same_query!(of_members, payments);

diesel::allow_tables_to_appear_in_same_query!(
    carts,
    commons,
    favorites,
    goods_gifts,
    of_goods,
    samples,
    stores,
    tasters,
    variants,
);
