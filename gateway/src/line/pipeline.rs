//! The order of the checks of a call, from top to bottom; each check names its fault. `docs/protocol.md` has the same table.
//!
//! The line starts with a request that its wire could split. [`verify`] costs a hash at most. Nothing may touch the database or
//! the cache before it.

use bytes::Bytes;
use signet_cache::Lookup;
use signet_call::{Access, Ctx};
use signet_domain::realms::Realm;
use signet_fault::Fault;
use signet_store::in_lane;
use signet_wire::Answer;
use signet_wire::wire::{Proof, Request};

use crate::gateway::Gateway;
use crate::line::call::{Call, CallRecord, Peer};
use crate::line::doctor;
use crate::line::effect::Effect;
use crate::line::guard::session::Token;
use crate::line::guard::sign::Signer;
use crate::line::guard::{access, clock, parameters, session, sign, wire_app};
use crate::line::replay::{IdempotencyKey, Once, Parameters};
use crate::wires::Mount;

/// Answers a call, or refuses it with the fault of the first check that it fails.
pub(crate) async fn answer<'a>(
    gateway: &Gateway,
    mount: &'a Mount,
    request: &'a Request<'a>,
    image: Option<Bytes>,
    peer: &'a Peer,
    record: &mut CallRecord<'a>,
) -> Result<Answer, Fault> {
    let mut call = verify(gateway, mount, request, peer, record).map_err(|fault| {
        if mount.unsigned.is_some() {
            return fault;
        }
        let data = request.body.form().and_then(|form| form.text("data"));
        let data = data.unwrap_or_default().as_bytes();
        doctor::explain_unread(&gateway.directory.load(), fault, data)
    })?;
    call.image = image;
    let _permit = gateway.bulkheads.enter_method(call.entry)?; // overloaded
    in_lane(call.entry.name, admit(gateway, &mut call, record)).await
}

/// The checks that cost a hash at most.
fn verify<'a>(
    gateway: &Gateway,
    mount: &'a Mount,
    request: &'a Request<'a>,
    peer: &'a Peer,
    record: &mut CallRecord<'a>,
) -> Result<Call<'a>, Fault> {
    let now_millis = gateway.services.clock.now_millis();
    let now = now_millis.div_euclid(1000);
    let directory = gateway.directory.load();
    let incoming = mount.wire.read(request)?; // bad_data, method_missing, version_missing, appid_missing, timestamp_missing
    let Signer { app, sign_type } = match &incoming.proof {
        Proof::Signed(proof) => sign::check(&directory, proof, now) // bad_signature
            .map_err(|fault| {
                let app = directory.live(&proof.appid);
                let app = app.map(AsRef::as_ref);
                gateway.doctor.explain(app, proof, fault, now)
            })?,
        Proof::Configured { .. } => Signer::none(wire_app::check(&directory, mount)?), // wire_closed
    };
    record.verified(&app, incoming.method, incoming.v);
    if let Proof::Signed(proof) = &incoming.proof {
        clock::check(proof.timestamp, sign_type, now)?; // bad_timestamp
    }
    access::address(&directory, &app, peer, &gateway.services.zone, now)?; // banned_ip, ip_not_allowed
    access::origin(mount, &directory, peer)?; // not_permitted
    let entry = gateway.table.find(record.named(), record.v())?; // unknown_method
    record.entry = Some(entry);
    access::method(mount, &app, entry, peer)?; // not_permitted
    Ok(Call {
        mount,
        proof: incoming.proof,
        image: None,
        peer,
        now,
        now_millis,
        app,
        sign_type,
        entry,
        parameters: incoming.parameters,
        broken: incoming.broken,
        user: incoming.user,
    })
}

/// The checks that need the cache or the database, and the method.
async fn admit(
    gateway: &Gateway,
    call: &mut Call<'_>,
    record: &mut CallRecord<'_>,
) -> Result<Answer, Fault> {
    let (services, entry, now) = (&gateway.services, call.entry, call.now);
    let token = Token::read(&call.parameters, entry.access);
    let realm = entry.realm.map(Realm::key);
    let limits = &gateway.limits;
    let found = limits
        .check(&services.cache, call, token.sought(realm))
        .await?; // rate_limited
    let cache_key = gateway
        .stale_replies
        .key(call.mount.name(), entry, &call.parameters);
    let (request_token, audit) = (call.request_token(), call.audit(&record.request_id));
    let said = Parameters::of_call(call);
    let decoded = parameters::check(call, record)?; // bad_params
    let session = session::check(services, entry, token, found, now).await?; // not_logged_in, session_expired, session_replaced, password_changed
    record.user = session.as_ref().map(|live| live.session.user_id);
    if let (Some(live), Some(named)) = (&session, &call.user) {
        // In a box, since most calls do not need its memory.
        Box::pin(session::belongs_to(services, live, named, now)).await?; // user_mismatch
    }
    let file = decoded.image.clone();
    let mut effect = Effect {
        gateway,
        entry,
        request_token,
        cache_key: cache_key.filter(|_| session.is_none()),
        style: call.mount.wire.style(),
        ctx: Ctx {
            services,
            app: &call.app,
            realm: entry.realm,
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
        return effect.run(decoded.prepared).await;
    }
    let Some(key) = IdempotencyKey::of_call(call, said, file, record.user).await? else {
        return effect.run(decoded.prepared).await;
    };
    let once = Once::new(services, &gateway.waiting, call, key, &record.request_id);
    // In a box, since most calls do not need its memory.
    let outcome = Box::pin(once.run(effect.run(decoded.prepared))).await?; // in_progress, idempotency_reused
    record.first_id = outcome.first_id;
    Ok(outcome.answer)
}

/// Returns the caller that the first fields of a form name before the file has arrived, if the call may be made and takes a
/// file. The caller is the user of a live session, or the app if no session is needed. Nothing is counted, and the complete call
/// is checked again.
pub(crate) async fn may_upload(
    gateway: &Gateway,
    mount: &Mount,
    request: &Request<'_>,
    peer: &Peer,
) -> Option<String> {
    let services = &gateway.services;
    let call = verify(gateway, mount, request, peer, &mut CallRecord::default()).ok()?;
    if !call.entry.image {
        return None;
    }
    let token = Token::read(&call.parameters, call.entry.access);
    match token.sought(call.entry.realm.map(Realm::key)) {
        // A session that the cache does not have is looked up with the complete call, after rate limiting.
        Some(sought) => match services.cache.session(call.now, sought).await {
            Ok(Lookup::Live(session)) => Some(format!("user:{}", session.user_id)),
            _ => None,
        },
        None if call.entry.access != Access::Session => Some(format!("app:{}", call.app.appid)),
        None => None,
    }
}
