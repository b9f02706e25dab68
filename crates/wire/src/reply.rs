//! The reply of the signed wire: `{"code":200,"msg":"…","data":{…},"request_id":"…"}`.

use serde::Serialize;
use signet_fault::{Clues, Fault};

use crate::Answer;

/// Renders the outcome of a call. An answer is sent with its data, if there is any. A fault is sent without data, but with the
/// sub-code that programs read.
pub fn render(outcome: Result<&Answer, &Fault>, request_id: &str) -> Vec<u8> {
    match outcome {
        Ok(answer) => of_answer(answer, request_id),
        Err(fault) => of_fault(fault, request_id),
    }
}

/// The number of bytes of a reply without its text, its data and its id.
const ENVELOPE: usize = r#"{"code":200,"msg":"","data":,"request_id":""}"#.len();

fn of_answer(answer: &Answer, request_id: &str) -> Vec<u8> {
    let length = answer.done.len() + answer.data.len() + request_id.len();
    // The capacity is exact unless the text needs escapes. If the vector is not full, `bytes` allocates once more to share it.
    let mut reply = Vec::with_capacity(ENVELOPE + length);
    reply.extend_from_slice(b"{\"code\":200,\"msg\":");
    // A text always serializes, and writing to a vector never fails.
    let _ = serde_json::to_writer(&mut reply, answer.done);
    if !answer.data.is_empty() {
        reply.extend_from_slice(b",\"data\":");
        reply.extend_from_slice(&answer.data);
    }
    reply.extend_from_slice(b",\"request_id\":\"");
    reply.extend_from_slice(request_id.as_bytes());
    reply.extend_from_slice(b"\"}");
    reply
}

fn of_fault(fault: &Fault, request_id: &str) -> Vec<u8> {
    #[derive(Serialize)]
    struct Refusal<'a> {
        code: u16,
        msg: &'a str,
        sub_code: &'static str,
        #[serde(flatten)]
        clues: Option<&'a Clues>,
        request_id: &'a str,
    }
    let code = fault.code();
    let refusal = Refusal {
        code: code.number(),
        msg: fault.message(),
        sub_code: code.sub_code(),
        clues: fault.clues(),
        request_id,
    };
    // Numbers and texts always serialize.
    serde_json::to_vec(&refusal).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use signet_fault::Code;

    use super::*;
    use crate::Style;

    fn reply<T: Serialize>(value: &T) -> String {
        let answer = Answer::new(Style::default(), "登录成功\"", value).unwrap();
        String::from_utf8(render(Ok(&answer), "r1")).unwrap()
    }

    #[test]
    fn a_good_reply_has_its_data() {
        let expected =
            r#"{"code":200,"msg":"登录成功\"","data":{"url":"http://a/b"},"request_id":"r1"}"#;
        assert_eq!(reply(&serde_json::json!({"url": "http://a/b"})), expected);
    }

    #[test]
    fn a_reply_without_data_has_no_such_key() {
        assert_eq!(
            reply(&()),
            r#"{"code":200,"msg":"登录成功\"","request_id":"r1"}"#
        );
    }

    #[test]
    fn a_fault_has_a_sub_code_and_no_data() {
        let expected = r#"{"code":503,"msg":"API signature error","sub_code":"bad_signature","request_id":"r1"}"#;
        let fault = Code::BadSignature.into();
        let rendered = render(Err(&fault), "r1");
        assert_eq!(String::from_utf8(rendered).unwrap(), expected);
    }

    #[test]
    fn a_fault_has_its_integers_beside_its_sub_code() {
        let expected = r#"{"code":503,"msg":"订单当前状态不允许此操作","sub_code":"order_state","order_status":3,"request_id":"r1"}"#;
        let fault = Fault::new(Code::OrderState).with_number("order_status", 3);
        let rendered = render(Err(&fault), "r1");
        assert_eq!(String::from_utf8(rendered).unwrap(), expected);
    }
}
