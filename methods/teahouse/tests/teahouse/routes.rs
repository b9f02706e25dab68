//! The routes of the wire, and the parameters of their requests.

use std::collections::BTreeSet;

use signet_call::members;
use signet_methods_teahouse::PACK;
use signet_testkit::wires;
use signet_wire::wire::{Target, Unrouted, Verb};

/// The routes of the document in its order, with their methods.
const ENDPOINTS: [&str; 36] = [
    "POST /index.php?act=login teahouse.user.login",
    "POST /index.php?act=login&op=register_api teahouse.user.register teahouse.user.identity.login",
    "POST /index.php?act=login&op=send_sms teahouse.sms.send",
    "POST /index.php?act=home&op=home_page_api teahouse.home.page",
    "GET /index.php?act=home&op=home_page_api teahouse.home.page",
    "GET /index.php?act=goods&op=goods_detail teahouse.goods.detail",
    "GET /index.php?act=goods&op=goods_body teahouse.goods.body",
    "GET /index.php?act=goods_sample&op=overdue_goods teahouse.sample.past",
    "POST /index.php?act=goods_sample teahouse.sample.current",
    "GET /index.php?act=goods_sample teahouse.sample.current",
    "POST /index.php?act=flash_sale&op=current_api teahouse.flash.today",
    "GET /index.php?act=flash_sale&op=current_api teahouse.flash.today",
    "POST /index.php?act=flash_sale&op=coming_api teahouse.flash.tomorrow",
    "GET /index.php?act=flash_sale&op=coming_api teahouse.flash.tomorrow",
    "POST /index.php?act=tasters_recommends teahouse.taster.list",
    "GET /index.php?act=tasters_recommends teahouse.taster.list",
    "POST /index.php?act=login&op=change_pwd teahouse.user.pwd.find",
    "POST /index.php?act=member_index&op=update_member_pwd teahouse.user.pwd.edit",
    "POST /index.php?act=member_index teahouse.user.summary teahouse.user.detail",
    "POST /index.php?act=member_index&op=update_member_info teahouse.user.edit",
    "POST /index.php?act=member_buy&op=buy_step1 teahouse.order.prepare",
    "POST /index.php?act=member_buy&op=change_address teahouse.order.freight",
    "POST /index.php?act=member_buy&op=buy_step2 teahouse.order.create",
    "POST /index.php?act=member_cart&op=cart_list teahouse.cart.list",
    "POST /index.php?act=member_cart&op=cart_add teahouse.cart.add",
    "POST /index.php?act=member_cart&op=cart_del teahouse.cart.delete",
    "POST /index.php?act=member_cart&op=cart_edit_quantity teahouse.cart.edit",
    "POST /index.php?act=member_favorites&op=favorites_list teahouse.favorite.list",
    "POST /index.php?act=member_favorites&op=favorites_add teahouse.favorite.add",
    "POST /index.php?act=member_favorites&op=favorites_del teahouse.favorite.delete",
    "POST /index.php?act=member_address&op=address_list teahouse.address.list",
    "POST /index.php?act=member_address&op=address_info teahouse.address.detail",
    "POST /index.php?act=member_address&op=address_del teahouse.address.delete",
    "POST /index.php?act=member_address&op=address_add teahouse.address.add",
    "POST /index.php?act=member_address&op=address_edit teahouse.address.edit",
    "POST /index.php?act=member_address&op=area_list teahouse.area.list",
];

#[test]
fn the_routes_are_those_of_the_document() {
    assert_eq!(wires::endpoints(&*wires::open(&PACK)), ENDPOINTS);
}

fn found(path: &str, query: &str) -> Result<&'static str, Unrouted> {
    let verb = Some(Verb::Post);
    let target = Target { verb, path, query };
    let routed = wires::open(&PACK).route(&target);
    routed.map(|routed| routed.route.path)
}

#[test]
fn both_doors_lead_to_the_route_that_the_query_names() {
    for door in ["/index.php", "/mobile/index.php"] {
        for (query, path) in [
            ("act=login", "/index.php?act=login"),
            ("op=&act=login&x=1", "/index.php?act=login"),
            ("act=login&op=index", "/index.php?act=login"),
            ("op=send_sms&act=login", "/index.php?act=login&op=send_sms"),
            (
                "act=member_buy&op=buy_step1",
                "/index.php?act=member_buy&op=buy_step1",
            ),
        ] {
            assert_eq!(found(door, query).unwrap(), path, "{query}");
        }
    }
}

#[test]
fn what_is_no_route_is_not_found_or_refused() {
    for (path, query) in [
        ("/", "act=login"),
        ("/index.php/", "act=login"),
        ("/index.php", ""),
        ("/index.php", "act=LOGIN"),
        ("/index.php", "act[]=login"),
        ("/index.php", "act=login%26op%3Dsend_sms"),
        ("/index.php", "act=login&op=nothing"),
    ] {
        let unrouted = found(path, query).unwrap_err();
        assert!(matches!(unrouted, Unrouted::NotFound), "{path}?{query}");
    }
    for query in ["act=login&act=login", "act=login&op=x&op=x", "act=%zz"] {
        let unrouted = found("/index.php", query).unwrap_err();
        assert!(matches!(unrouted, Unrouted::Refused(_)), "{query}");
    }
}

#[test]
fn a_route_carries_the_parameters_of_its_methods_the_token_and_the_version() {
    let wire = wires::open(&PACK);
    for route in wire.routes() {
        let mut expected = BTreeSet::from(["key", "version", "Version"].map(str::to_owned));
        for method in route.methods {
            let mut entries = PACK.methods.iter();
            let entry = entries.find(|entry| entry.name == method.name).unwrap();
            let schema = entry.parameters_schema();
            let names = members(schema.as_value(), "properties");
            expected.extend(names.map(|(name, _)| name.clone()));
        }
        let accepted = wire.accepts(route);
        let rules = match route.verb {
            Verb::Get => accepted.query.unwrap(),
            _ => accepted.form,
        };
        let known = rules.known.iter().map(|(name, _)| (*name).to_owned());
        assert_eq!(known.collect::<BTreeSet<_>>(), expected, "{}", route.path);
    }
}
