//! The classes of goods.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::wire::post;
use crate::{operate, refuses, with};

#[test]
fn classes_have_three_levels_and_no_circle() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let shown = || {
        let list = post(&gateway, "act=tasters_recommends", &[]).v3();
        let classes = list["goods_class"].as_array().unwrap().iter();
        classes
            .map(|class| class["gc_name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let create =
        |name: &str, parent: i64| json!({"name": name, "parent_id": parent, "listorder": 9});
    // 铁观音 is under 乌龙茶.
    let third = operate(&gateway, "class.create", create("清香型", 3))["gc_id"].clone();
    refuses(
        &gateway,
        "class.create",
        create("第四级", third.as_i64().unwrap()),
        "parent_id",
    );
    for (id, parent) in [(2, 2), (2, 3), (2, 1), (3, third.as_i64().unwrap())] {
        let edit = with(&create("乌龙茶", parent), json!({"gc_id": id}));
        refuses(&gateway, "class.edit", edit, "parent_id");
    }
    eventually("the new class is shown", || {
        shown().last().is_some_and(|name| name == "清香型")
    });
    operate(&gateway, "class.hide", json!({"gc_id": third}));
    eventually("the class is hidden", || {
        !shown().contains(&"清香型".to_owned())
    });
}

#[test]
fn a_class_is_under_no_class_under_it_and_on_one_of_three_levels() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let class =
        |name: &str, parent: &Value| json!({"name": name, "parent_id": parent, "listorder": 9});
    let create = |name: &str, parent: &Value| {
        let created = operate(&gateway, "class.create", class(name, parent));
        created["gc_id"].clone()
    };
    let none = json!(0);
    // a > b > c, d, e > f.
    let a = create("a", &none);
    let b = create("b", &a);
    let c = create("c", &b);
    let d = create("d", &none);
    let e = create("e", &none);
    let f = create("f", &e);
    let edit = |id: &Value, parent: &Value| with(&class("茶", parent), json!({"gc_id": id}));
    for parent in [&c, &json!(999)] {
        refuses(&gateway, "class.create", class("g", parent), "parent_id");
    }
    for (id, parent) in [(&a, &a), (&a, &c), (&a, &d), (&e, &b), (&b, &f)] {
        refuses(&gateway, "class.edit", edit(id, parent), "parent_id");
    }
    for (id, parent, back) in [
        (&d, &b, &none),
        (&e, &a, &none),
        (&a, &none, &none),
        (&c, &none, &b),
        (&b, &d, &a),
    ] {
        operate(&gateway, "class.edit", edit(id, parent));
        operate(&gateway, "class.edit", edit(id, back));
    }
    for parent in [&none, &b, &f] {
        create("g", parent);
    }
}
