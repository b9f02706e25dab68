//! The parameters and the usual version of each route.

use signet_wire::form::{Kind, Rules};
use signet_wire::wire::{Accepts, Request};

use super::version::Version::{self, V1, V3};
use super::version::{self, Named};

/// The fields of the requests of a route, and the usual version of its replies.
pub(super) struct Carried {
    /// The version of the reply if the request names no version.
    pub(super) version: Version,
    /// The fields of a form.
    pub(super) form: Accepts,
    /// The fields of a query.
    pub(super) query: Accepts,
}

/// The maximum number of fields of a form or a query, including fields that the route does not use.
pub(super) const MAX_FIELDS: usize = 64;

/// The maximum number of bytes of a form, and of a form with a picture in Base64.
const MAX_FORM: usize = 64 * 1024;
const MAX_PICTURE: usize = 3 * 1024 * 1024;

/// Returns the version of the reply to a request: the version that the request names, else the version of the route.
pub(super) fn shown(request: &Request<'_>) -> Version {
    match version::named(request) {
        Ok(Named::Read(Some(version))) => version,
        _ => of(request.path()).version,
    }
}

const fn carried(version: Version, rules: &'static Rules) -> Carried {
    Carried {
        version,
        form: Accepts {
            multipart: true,
            ..Accepts::urlencoded(rules, rules.max_text)
        },
        query: Accepts::query(rules),
    }
}

const fn rules(known: &'static [(&'static str, Kind)], max_text: usize) -> Rules {
    Rules {
        known,
        // Fields that a route does not use are not read.
        others: Kind::Ignored,
        max_fields: MAX_FIELDS,
        max_text,
    }
}

/// Defines [`of`].
macro_rules! carried {
    ($($path:literal $version:ident $max:ident: $($name:ident)*;)+) => {
        /// Returns the fields of the requests of a route: its parameters, the token and the version.
        pub(super) fn of(path: &str) -> &'static Carried {
            match path {
                $($path => &const {
                    carried($version, &const { rules(
                        &[
                            $((stringify!($name), Kind::Text),)*
                            ("key", Kind::Text),
                            ("version", Kind::Text),
                            ("Version", Kind::Text),
                        ],
                        $max,
                    ) })
                },)+
                _ => &const { carried(V1, &const { rules(&[], MAX_FORM) }) },
            }
        }
    };
}

carried! {
    "/index.php?act=login" V1 MAX_FORM: username password client;
    "/index.php?act=login&op=register_api" V3 MAX_FORM: mobile password verificode label client op code openid;
    "/index.php?act=login&op=send_sms" V3 MAX_FORM: mobile;
    "/index.php?act=home&op=home_page_api" V3 MAX_FORM: page;
    "/index.php?act=goods&op=goods_detail" V1 MAX_FORM: goods_id;
    "/index.php?act=goods&op=goods_body" V1 MAX_FORM: goods_id;
    "/index.php?act=goods_sample&op=overdue_goods" V3 MAX_FORM: page;
    "/index.php?act=goods_sample" V3 MAX_FORM: ;
    "/index.php?act=flash_sale&op=current_api" V3 MAX_FORM: page;
    "/index.php?act=flash_sale&op=coming_api" V3 MAX_FORM: page;
    "/index.php?act=tasters_recommends" V3 MAX_FORM: page gc_id byPrice bySalenum byClick;
    "/index.php?act=login&op=change_pwd" V3 MAX_FORM: mobile verificode newpwd;
    "/index.php?act=member_index&op=update_member_pwd" V3 MAX_FORM: oldpwd newpwd;
    "/index.php?act=member_index" V1 MAX_FORM: ;
    "/index.php?act=member_index&op=update_member_info" V3 MAX_PICTURE: member_truename member_sex member_birthday member_avatar;
    "/index.php?act=member_buy&op=buy_step1" V1 MAX_FORM: cart_id ifcart;
    "/index.php?act=member_buy&op=change_address" V1 MAX_FORM: freight_hash city_id area_id;
    "/index.php?act=member_buy&op=buy_step2" V1 MAX_FORM: ifcart cart_id address_id vat_hash offpay_hash offpay_hash_batch pay_name invoice_id voucher pd_pay password fcode;
    "/index.php?act=member_cart&op=cart_list" V1 MAX_FORM: ;
    "/index.php?act=member_cart&op=cart_add" V1 MAX_FORM: goods_id quantity;
    "/index.php?act=member_cart&op=cart_del" V1 MAX_FORM: cart_id;
    "/index.php?act=member_cart&op=cart_edit_quantity" V1 MAX_FORM: cart_id quantity;
    "/index.php?act=member_favorites&op=favorites_list" V1 MAX_FORM: page;
    "/index.php?act=member_favorites&op=favorites_add" V1 MAX_FORM: goods_id;
    "/index.php?act=member_favorites&op=favorites_del" V1 MAX_FORM: fav_id;
    "/index.php?act=member_address&op=address_list" V1 MAX_FORM: ;
    "/index.php?act=member_address&op=address_info" V1 MAX_FORM: address_id;
    "/index.php?act=member_address&op=address_del" V1 MAX_FORM: address_id;
    "/index.php?act=member_address&op=address_add" V1 MAX_FORM: true_name city_id area_id area_info address tel_phone mob_phone;
    "/index.php?act=member_address&op=address_edit" V1 MAX_FORM: address_id true_name city_id area_id area_info address tel_phone mob_phone;
    "/index.php?act=member_address&op=area_list" V1 MAX_FORM: area_id;
}
