//! What every method of an operator's tool has in common.

use serde_json::json;
use signet_testkit::TestGateway;

#[test]
fn an_operators_tool_calls_its_own_methods_and_no_others() {
    let gateway = TestGateway::start();
    let answer = gateway.admin().call("user.detail", json!({}));
    assert_eq!(answer.fault(), (403, "not_permitted"));
}
