//! The order of the checks of a call, from top to bottom; each names its fault. `docs/protocol.md` has the same table.
//!
//! The line starts with a form that split cleanly. What [`verify`] does costs a hash; only behind it may anything touch the
//! database or the cache.

use bytes::Bytes;
use signet_cache::Lookup;
use signet_call::{Access, Ctx};
use signet_fault::{Code, Fault, Reason};
use signet_store::in_lane;
use signet_wire::Answer;
use signet_wire::envelope::Envelope;
use signet_wire::form::Form;
use signet_wire::json::Object;

use crate::gateway::Gateway;
use crate::line::call::{Call, CallRecord, Peer};
use crate::line::doctor;
use crate::line::effect::Effect;
use crate::line::guard::session::Token;
use crate::line::guard::{access, clock, parameters, session, sign};
use crate::line::replay::{IdempotencyKey, Once};

/// Answers a call, or refuses it with the fault of the first check that it fails.
pub(crate) async fn answer<'a>(
    gateway: &Gateway,
    form: &'a Form<'a>,
    image: Option<Bytes>,
    peer: &'a Peer,
    record: &mut CallRecord<'a>,
) -> Result<Answer, Fault> {
    let verified = verify(gateway, form, peer, record).map_err(|fault| {
        let data = form.data.as_deref().unwrap_or_default();
        doctor::explain_unread(&gateway.directory.load(), fault, data.as_bytes())
    })?;
    let call = Call { image, ..verified };
    let _permit = gateway.bulkheads.enter_method(call.entry)?; // overloaded
    in_lane(call.entry.name, admit(gateway, call, record)).await
}

/// The checks that cost a hash at most.
fn verify<'a>(
    gateway: &Gateway,
    form: &'a Form<'a>,
    peer: &'a Peer,
    record: &mut CallRecord<'a>,
) -> Result<Call<'a>, Fault> {
    let now_millis = gateway.services.clock.now_millis();
    let now = now_millis.div_euclid(1000);
    let directory = gateway.directory.load();
    let mut parameters = Object::parse(data(form)?)?; // bad_data
    let envelope = Envelope::take(&mut parameters)?; // method_missing, version_missing, appid_missing, timestamp_missing
    let signer = sign::check(&directory, &envelope.appid, form, now) // bad_signature
        .map_err(|fault| {
            let app = directory.live(&envelope.appid);
            let app = app.map(AsRef::as_ref);
            gateway.doctor.explain(app, form, fault, now)
        })?;
    let envelope = record.verified(&signer.app, envelope);
    clock::check(envelope, signer.sign_type, now)?; // bad_timestamp
    access::address(&directory, &signer.app, peer, &gateway.services.zone, now)?; // banned_ip, ip_not_allowed
    let entry = gateway.table.find(&envelope.method, &envelope.v)?; // unknown_method
    record.entry = Some(entry);
    access::method(&signer.app, entry, peer)?; // not_permitted
    Ok(Call {
        form,
        image: None,
        peer,
        now,
        now_millis,
        app: signer.app,
        sign_type: signer.sign_type,
        entry,
        parameters,
    })
}

/// The checks that need the cache or the database, and the method.
async fn admit(
    gateway: &Gateway,
    mut call: Call<'_>,
    record: &mut CallRecord<'_>,
) -> Result<Answer, Fault> {
    let (services, entry, now) = (&gateway.services, call.entry, call.now);
    let token = Token::read(&call.parameters, entry.access);
    let limits = &gateway.limits;
    let found = limits.check(&services.cache, &call, token.key()).await?; // rate_limited
    let cache_key = gateway.stale_replies.key(entry, &call.parameters);
    let (request_token, audit) = (call.request_token(), call.audit(&record.request_id));
    let decoded = parameters::check(&mut call, record)?; // bad_params
    let session = session::check(services, entry.access, token, found, now).await?; // not_logged_in, session_expired, session_replaced, password_changed
    record.user = session.as_ref().map(|live| live.session.user_id);
    let file = decoded.image.clone();
    let effect = Effect {
        gateway,
        entry,
        request_token,
        cache_key: cache_key.filter(|_| session.is_none()),
        prepared: decoded.prepared,
        ctx: Ctx {
            services,
            app: &call.app,
            caller: decoded.caller,
            session,
            image: decoded.image,
            token_is_fresh: false,
            request_id: &record.request_id,
            audit,
            now,
        },
    };
    if !entry.once {
        return effect.run().await;
    }
    let key = IdempotencyKey::of_call(&call, file).await?;
    let once = Once::new(services, &gateway.waiting, &call, key, &record.request_id);
    // In a box, since most calls do not need its memory.
    let outcome = Box::pin(once.run(effect.run())).await?; // in_progress
    record.first_id = outcome.first_id;
    Ok(outcome.answer)
}

fn data<'a>(form: &'a Form<'_>) -> Result<&'a str, Fault> {
    form.data.as_deref().ok_or_else(|| {
        let reason = Reason::new("the form has no field data", "表单中没有 data 字段");
        Fault::new(Code::BadData).because(reason)
    })
}

/// Returns the caller in the first fields of a form whose file is still to come, if the call could be made and takes a
/// file: the user of a live session, or the app if none is needed. Nothing is counted, and the complete call is checked again.
pub(crate) async fn may_upload(gateway: &Gateway, form: &Form<'_>, peer: &Peer) -> Option<String> {
    let services = &gateway.services;
    let call = verify(gateway, form, peer, &mut CallRecord::default()).ok()?;
    if !call.entry.image {
        return None;
    }
    let token = Token::read(&call.parameters, call.entry.access);
    match token.key() {
        // A session that the cache does not have is looked up with the complete call, after rate limiting.
        Some(key) => match services.cache.session(call.now, key).await {
            Ok(Lookup::Live(session)) => Some(format!("user:{}", session.user_id)),
            _ => None,
        },
        None if call.entry.access != Access::Session => Some(format!("app:{}", call.app.appid)),
        None => None,
    }
}
