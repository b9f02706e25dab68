use signet_store::{State, sms_templates};

use super::scratch;

#[test]
fn the_templates_that_methods_need_are_there() {
    let db = scratch();
    let live = db.read(sms_templates::all_live);
    let keys: Vec<_> = live
        .iter()
        .map(|template| template.send_key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "USER_CHANGE_MOBILE",
            "USER_FIND_PWD",
            "USER_LOGIN_CODE",
            "USER_REGISTER_CODE"
        ]
    );
    let template = live.last().unwrap();
    assert_eq!(
        template.body,
        "您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。"
    );
    assert_eq!(
        (template.classes.as_str(), template.state),
        ("app,h5", State::Live)
    );
}
