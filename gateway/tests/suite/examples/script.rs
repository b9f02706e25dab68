//! The calls, in an order in which each finds what it needs.

use serde_json::{Value, json};
use signet_testkit::SMS_CODE;

use super::Recorder;
use crate::pictures;

const MOBILE: &str = "18575202691";
const NEW_MOBILE: &str = "18575202692";

pub(super) fn run(recorder: &mut Recorder<'_>) {
    guests(recorder);
    let token = accounts(recorder);
    articles(recorder, &token);
    shop(recorder, &token);
    leave(recorder, &token);
    operators(recorder);
    content(recorder);
    goods(recorder);
    users(recorder);
}

fn guests(app: &mut Recorder<'_>) {
    app.guest("system.init", json!({}));
    app.guest("system.upgrade", json!({}));
    app.guest("system.ads", json!({"code": "app_home"}));
    app.guest("system.link", json!({}));
    app.guest(
        "system.category.list",
        json!({"parentid": 0, "cat_type": 1}),
    );
    app.guest("system.home", json!({}));
    let notices = app.guest("notice.list", json!({"page": 1}));
    let noticeid = &notices["list"][0]["noticeid"];
    app.guest("notice.detail", json!({"noticeid": noticeid}));
    let news = app.guest("news.list", json!({"cat_id": -1, "page": 1}));
    let news_id = &news["list"][0]["news_id"];
    app.guest("news.detail", json!({"news_id": news_id}));
}

/// Registers a user and logs in; the token.
fn accounts(app: &mut Recorder<'_>) -> String {
    let send = |app: &mut Recorder<'_>, mobile: &str, key: &str| {
        app.guest("sms.send", json!({"mobile": mobile, "key": key}));
    };
    send(app, MOBILE, "USER_REGISTER_CODE");
    app.guest(
        "sms.verify",
        json!({"mobile": MOBILE, "key": "USER_REGISTER_CODE", "code": SMS_CODE}),
    );
    app.guest(
        "user.register",
        json!({"mobile": MOBILE, "password": "secret_1", "code": SMS_CODE}),
    );
    send(app, MOBILE, "USER_LOGIN_CODE");
    let session = app.guest(
        "user.login",
        json!({"mobile": MOBILE, "login_type": 1, "code": SMS_CODE}),
    );
    let token = session["token"].as_str().unwrap().to_owned();
    app.user(&token, "user.detail", json!({}));
    app.user(
        &token,
        "user.nickname.edit",
        json!({"nickname": "心存高远"}),
    );
    app.user(
        &token,
        "user.pwd.edit",
        json!({"old_pwd": "secret_1", "new_pwd": "secret_2"}),
    );
    token
}

fn articles(app: &mut Recorder<'_>, token: &str) {
    app.user(token, "notice.unread.count", json!({}));
    let messages = app.user(token, "message.list", json!({"page": 1}));
    let msgid = &messages["list"][0]["msgid"];
    app.user(token, "message.read.status", json!({"msgid": msgid}));
    let data = json!({"platform": 1, "app_v": "1.0.0"});
    let client = app.app.clone().token(token);
    let picture = pictures::png(40, 30);
    app.record(&client, "system.upload", data, Some(&picture));
}

fn shop(app: &mut Recorder<'_>, token: &str) {
    let wanted =
        json!({"keywords": "键盘", "cat_id": -1, "start_price": -1, "end_price": -1, "page": 1});
    let goods = app.guest("goods.list", wanted);
    let goods_id = &goods["list"][0]["goodsid"];
    let detail = app.guest("goods.detail", json!({"goods_id": goods_id}));
    let productid = &detail["products"]["single_product"]["productid"];

    let mut address = json!({
        "realname": "张木沐", "mobile": MOBILE, "district_id": 440_305, "street": "粤海街道", "address": "东方科技大厦601"
    });
    let added = app.user(token, "user.address.add", address.clone());
    let addressid = &added["addressid"];
    app.user(token, "user.address.list", json!({}));
    address["addressid"] = addressid.clone();
    app.user(token, "user.address.edit", address);
    app.user(
        token,
        "user.address.default.set",
        json!({"addressid": addressid}),
    );

    let buy = |app: &mut Recorder<'_>, quantity: i64| {
        let issued = app.user(token, "system.request.token", json!({"number": 1}));
        let order = json!({
            "request_token": issued["token"], "address_id": addressid,
            "goods_list": [{"productid": productid, "quantity": quantity}]
        });
        app.user(token, "order.create", order)["order_sn"].clone()
    };
    let order_sn = buy(app, 1);
    app.user(token, "order.list", json!({"order_status": -1, "page": 1}));
    app.admin("admin.order.list", json!({"order_status": -1, "page": 1}));
    let parcel =
        json!({"order_sn": order_sn, "express_name": "顺丰速运", "express_no": "SF1234567890"});
    app.admin("admin.order.ship", parcel);
    app.user(token, "order.detail", json!({"order_sn": order_sn}));
    app.user(token, "order.confirm", json!({"order_sn": order_sn}));
    let order_sn = buy(app, 2);
    app.user(token, "order.cancel", json!({"order_sn": order_sn}));
    let order_sn = buy(app, 3);
    app.admin("admin.order.close", json!({"order_sn": order_sn}));
    app.user(token, "user.points.list", json!({"page": 1}));
    app.user(
        token,
        "user.address.delete",
        json!({"addressid": addressid}),
    );
}

fn leave(app: &mut Recorder<'_>, token: &str) {
    let send = |app: &mut Recorder<'_>, mobile: &str, key: &str| {
        app.guest("sms.send", json!({"mobile": mobile, "key": key}));
    };
    send(app, NEW_MOBILE, "USER_CHANGE_MOBILE");
    app.user(
        token,
        "user.mobile.change",
        json!({"password": "secret_2", "mobile": NEW_MOBILE, "code": SMS_CODE}),
    );
    app.user(token, "user.logout", json!({}));
    send(app, NEW_MOBILE, "USER_FIND_PWD");
    app.guest(
        "user.pwd.find",
        json!({"mobile": NEW_MOBILE, "code": SMS_CODE, "password": "secret_3"}),
    );
}

/// Makes something, then changes, hides and lists it; `id` is the key of its id.
fn manage(
    admin: &mut Recorder<'_>,
    group: &str,
    id: &str,
    fields: &Value,
    changes: &Value,
    list: Value,
) {
    let made = admin.admin(&format!("admin.{group}.create"), fields.clone());
    // What has no id is known by a name among the fields.
    let id_value = made.get(id).unwrap_or_else(|| &fields[id]).clone();
    let mut edited = json!({id: id_value});
    let all = edited.as_object_mut().unwrap();
    all.extend(fields.as_object().unwrap().clone());
    all.extend(changes.as_object().unwrap().clone());
    admin.admin(&format!("admin.{group}.edit"), edited);
    admin.admin(&format!("admin.{group}.list"), list);
    let hide = json!({id: id_value, "hidden": 1});
    admin.admin(&format!("admin.{group}.hide"), hide);
}

fn operators(admin: &mut Recorder<'_>) {
    let page = json!({"page": 1});
    let position = json!({"position_name": "我的页面", "code": "APP_MINE", "max_ads": 3});
    manage(
        admin,
        "position",
        "position_id",
        &position,
        &json!({"max_ads": 5}),
        page.clone(),
    );
    let positions = admin.admin("admin.position.list", page.clone());
    let position_id = &positions["list"][0]["position_id"];
    let ad = json!({
        "position_id": position_id, "ad_name": "端午节广告", "ad_image_url": "https://files.example.com/ad.png",
        "ad_iphone_image_url": "https://files.example.com/ad_iphone.png", "ad_url": "https://www.example.com/dragon-boat",
        "platforms": 3, "start_time": "2026-06-01 00:00:00", "end_time": "2026-06-30 23:59:59", "listorder": 10
    });
    let list = json!({"position_id": position_id, "page": 1});
    manage(admin, "ad", "ad_id", &ad, &json!({"listorder": 20}), list);

    let category = json!({"parentid": 0, "cat_type": 2, "cat_name": "合作伙伴", "listorder": 10});
    let made = admin.admin("admin.category.create", category);
    let cat_id = &made["cat_id"];
    let category = json!({"cat_id": cat_id, "cat_name": "合作伙伴", "listorder": 5});
    admin.admin("admin.category.edit", category);
    admin.admin("admin.category.list", json!({"cat_type": 2, "page": 1}));
    let link = json!({
        "cat_id": cat_id, "link_name": "示例", "link_url": "https://www.example.com/",
        "image_url": "https://files.example.com/link.png", "listorder": 10
    });
    let list = json!({"cat_id": cat_id, "page": 1});
    manage(
        admin,
        "link",
        "link_id",
        &link,
        &json!({"listorder": 20}),
        list,
    );
    admin.admin(
        "admin.category.hide",
        json!({"cat_id": cat_id, "hidden": 1}),
    );

    let upgrade = json!({
        "app_platform": 2, "app_channel": "huawei", "app_version": "1.0.2", "upgrade_way": 1, "app_title": "新版本",
        "app_desc": "修复了一些问题", "app_url": "https://www.example.com/app.apk", "dialog_repeat": 1
    });
    manage(
        admin,
        "upgrade",
        "upgrade_id",
        &upgrade,
        &json!({"upgrade_way": 2}),
        page.clone(),
    );
    let config = json!({"name": "APP_HELP_URL", "title": "帮助页面", "value": "https://www.example.com/help"});
    let change = json!({"value": "https://www.example.com/faq"});
    manage(admin, "config", "name", &config, &change, page.clone());
    let template = json!({
        "send_key": "USER_BIND_CODE", "title": "绑定", "body": "您的绑定验证码是%CODE%，10分钟内有效。", "classes": ["app", "h5"]
    });
    let change = json!({"classes": ["app"]});
    manage(admin, "template", "send_key", &template, &change, page);
}

fn content(admin: &mut Recorder<'_>) {
    let page = json!({"page": 1});
    admin.admin(
        "admin.blacklist.create",
        json!({"mobiles": ["13800000000", "13900000000"]}),
    );
    admin.admin("admin.blacklist.list", page.clone());
    admin.admin("admin.blacklist.delete", json!({"mobile": "13800000000"}));

    let notice = json!({
        "title": "系统维护公告", "summary": "系统将于周日凌晨维护。", "body": "<p>系统将于周日凌晨维护，预计两小时。</p>",
        "platforms": 31, "is_dialog": 1, "dialog_end_time": "2030-01-01 00:00:00"
    });
    manage(
        admin,
        "notice",
        "noticeid",
        &notice,
        &json!({"is_dialog": 0}),
        page.clone(),
    );

    let categories = admin.guest("system.category.list", json!({"cat_type": 1}));
    let cat_id = &categories.as_object().unwrap().values().next().unwrap()["cat_id"];
    let article = json!({
        "cat_id": cat_id, "title": "新功能上线", "intro": "积分商城开放。", "image_url": "https://files.example.com/news.png",
        "source": "编辑部", "content": "<p>积分商城今天开放。</p>"
    });
    manage(
        admin,
        "news",
        "news_id",
        &article,
        &json!({"source": "官方"}),
        page,
    );
}

fn goods(admin: &mut Recorder<'_>) {
    let categories = admin.guest("system.category.list", json!({"cat_type": 3}));
    let cat_id = &categories.as_object().unwrap().values().next().unwrap()["cat_id"];
    let product = |colour: &str, skuid: &str| {
        json!({
            "market_price": 199, "sales_price": 160, "stock": 999,
            "spec_val": format!("颜色:::{colour}"), "skuid": skuid
        })
    };
    let goods = json!({
        "goods_name": "无线鼠标", "cat_id": cat_id, "limit_count": 2, "description": "<p>静音。</p>",
        "goods_img": "https://files.example.com/mouse.jpg", "images": ["https://files.example.com/mouse.jpg"],
        "products": [product("红色", "mouse001"), product("黑色", "mouse002")]
    });
    let change = json!({"limit_count": 5, "products": [product("白色", "mouse003")]});
    manage(
        admin,
        "goods",
        "goodsid",
        &goods,
        &change,
        json!({"page": 1}),
    );
    let client = admin.admin.clone();
    let picture = pictures::png(40, 30);
    admin.record(&client, "admin.image.upload", json!({}), Some(&picture));
}

fn users(admin: &mut Recorder<'_>) {
    let page = json!({"page": 1});
    let found = admin.admin("admin.user.list", json!({"mobile": NEW_MOBILE, "page": 1}));
    let userid = &found["list"][0]["userid"];
    let message = json!({
        "userids": [userid], "msg_type": 2, "type_ref_id": 7, "title": "福利到账", "content": "您有一份新福利。",
        "url": "https://www.example.com/benefits/7"
    });
    admin.admin("admin.message.create", message);
    let messages = admin.admin("admin.message.list", page);
    let msgid = &messages["list"][0]["msgid"];
    let message = json!({
        "msgid": msgid, "msg_type": 2, "type_ref_id": 7, "title": "福利到账", "content": "您有一份新福利，请查收。",
        "url": "https://www.example.com/benefits/7"
    });
    admin.admin("admin.message.edit", message);
    admin.admin("admin.message.hide", json!({"msgid": msgid, "hidden": 1}));
    admin.admin("admin.user.lock", json!({"userid": userid}));
    admin.admin("admin.user.unlock", json!({"userid": userid}));
    admin.admin(
        "admin.user.reset",
        json!({"userid": userid, "password": "secret_4"}),
    );
    admin.admin("admin.user.kick", json!({"userid": userid}));
}
