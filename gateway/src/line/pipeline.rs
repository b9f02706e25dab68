//! The line: every check of a call, from top to bottom.
//!
//! It starts with a form that split cleanly and knows nothing of HTTP, so that another wire can be put in front.
//! Each check names its fault. Nothing before the timestamp may touch the database or the cache: an unsigned
//! caller costs a hash and nothing else.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use signet_cache::Lookup;
use signet_call::{Access, App, Ctx, Entry, Prepared, Violations};
use signet_domain::audit::Audit;
use signet_domain::origin::Origin;
use signet_domain::request_tokens;
use signet_fault::{Code, Fault, Reason};
use signet_store::audit_log::NewAction;
use signet_store::{AsStoreError, Error, in_lane};
use signet_wire::envelope::Envelope;
use signet_wire::form::Form;
use signet_wire::json::Object;
use signet_wire::reply;
use signet_wire::sign::SignType;

use crate::gateway::Gateway;
use crate::line::copies::Question;
use crate::line::guard::session::Token;
use crate::line::guard::{access, caller, clock, limit, session, sign};
use crate::line::replay;

/// Who is at the other end of the connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// The address, from the connection or from a trusted proxy; `None` if it is not known.
    pub ip: Option<IpAddr>,
    /// The origin that limits, quotas and bans count the address under.
    pub origin: Origin,
    /// The web origin of the page that calls, if a browser names one.
    pub web_origin: Option<String>,
}

impl Peer {
    /// The address as text, for people; `unknown` if there is none.
    pub(crate) fn address(&self) -> String {
        let ip = self.ip.map(|ip| ip.to_string());
        ip.unwrap_or_else(|| self.origin.to_string())
    }
}

/// What becomes known of a call on its way, for the log and the metrics.
#[derive(Default)]
pub struct Trace {
    /// Its id, in the reply and in the log.
    pub request_id: String,
    /// The app, once it proved itself: what an unsigned caller writes is not logged.
    pub appid: String,
    /// The method that the app names.
    pub method: String,
    /// The version that the app asks for.
    pub v: String,
    /// The method that answers it.
    pub entry: Option<&'static Entry>,
    /// The user who is logged in.
    pub user: Option<i64>,
    /// Whether the app is a sandbox app.
    pub is_sandbox: bool,
    /// A note about an irregular call that was not refused.
    pub note: Option<&'static str>,
}

/// A call that may be made, as far as that can be told without the database and the cache.
struct Known<'a> {
    object: Object<'a>,
    app: Arc<App>,
    sign_type: SignType,
    entry: &'static Entry,
}

/// Answers a call with the whole body of its reply, or with the fault of the first check it fails.
pub(crate) async fn answer(
    gateway: &Arc<Gateway>,
    form: Form<'_>,
    image: Option<Bytes>,
    peer: &Peer,
    trace: &mut Trace,
) -> Result<Vec<u8>, Fault> {
    let now = gateway.shared.clock.now();
    let known = identify(gateway, &form, peer, now, trace).map_err(|fault| {
        let data = form.data.as_deref().unwrap_or_default();
        gateway.explain(fault, data.as_bytes())
    })?;
    let _place = gateway.bulkheads.enter(known.entry)?;
    in_lane(
        known.entry.name,
        admit(gateway, known, &form, image, peer, now, trace),
    )
    .await
}

/// The checks that need the cache, and the method.
async fn admit(
    gateway: &Gateway,
    known: Known<'_>,
    form: &Form<'_>,
    image: Option<Bytes>,
    peer: &Peer,
    now: i64,
    trace: &mut Trace,
) -> Result<Vec<u8>, Fault> {
    let shared = &gateway.shared;
    let (object, app, entry) = (known.object, known.app, known.entry);
    let token = Token::read(&object, entry.access);
    let found = limit::check(gateway, &app, entry, peer, token.key()).await?;
    let (caller, of_caller) = caller::read(&object, peer);
    trace.note = caller::oddity(&caller, &of_caller);
    let of_caller = of_caller.filter(|_| !entry.any_caller);
    let request_token = object.text("request_token").unwrap_or_default().to_owned();
    let question = gateway.copies.question(entry, &object);
    let audit = audited(entry, &object, &app, peer, (&trace.request_id, now));
    let prepared = match (of_caller, entry.decode(object)) {
        (None, decoded) => decoded?,
        (Some(of_caller), Ok(_)) => return Err(of_caller.into()),
        (Some(of_caller), Err(of_method)) => return Err(of_caller.and(of_method).into()),
    };
    let image = if entry.image { given(image)? } else { None };
    let session = session::check(shared, entry.access, token, found, now).await?;
    trace.user = session.as_ref().map(|live| live.session.user_id);
    let mut ctx = Ctx {
        shared,
        app: &app,
        caller,
        session,
        image,
        token_is_fresh: false,
        request_id: &trace.request_id,
        audit,
        now,
    };
    // Checked now, obeyed within the effect: a retry gets the stored reply, however old the token is by then.
    let token_check = match entry.request_token {
        true => request_tokens::check(shared, now, ctx.token_owner(), &request_token).map(Some),
        false => Ok(None),
    };
    ctx.token_is_fresh = matches!(token_check, Ok(Some(true)));
    let for_guests = question.filter(|_| ctx.session.is_none());
    let effect = async {
        token_check?;
        run(gateway, entry, prepared, for_guests, &ctx).await
    };
    if !entry.once {
        return effect.await;
    }
    let content = replay::Content {
        data: form.data.as_deref().unwrap_or_default(),
        file: ctx.image.clone(),
        origin: entry.hands_out_session.then_some(peer.origin),
    };
    let sign = form.sign.as_deref().unwrap_or_default();
    let identity = replay::Identity::new(&ctx.app.appid, sign, known.sign_type, content).await?;
    let waiting = &gateway.waiting;
    let once = replay::once(shared, waiting, identity, now, ctx.request_id, effect);
    // In a box of its own, since most calls do not need its room.
    Box::pin(once).await
}

/// The checks that cost a hash and nothing else.
fn identify<'a>(
    gateway: &Gateway,
    form: &'a Form<'_>,
    peer: &Peer,
    now: i64,
    trace: &mut Trace,
) -> Result<Known<'a>, Fault> {
    let data = form.data.as_deref().ok_or_else(|| {
        let reason = Reason::new("the form has no field data", "表单中没有 data 字段");
        Fault::new(Code::BadData).because(reason)
    })?;
    let mut object = Object::parse(data)?;
    let envelope = Envelope::take(&mut object)?;
    let directory = gateway.directory.load();
    let (app, sign_type) =
        sign::check(&directory, &envelope.appid, form, now).map_err(|fault| {
            let app = directory.live(&envelope.appid);
            gateway
                .doctor
                .explain(app.map(AsRef::as_ref), form, fault, now)
        })?;
    trace.names(&envelope);
    trace.is_sandbox = app.sandbox;
    clock::check(&envelope, sign_type, now)?;
    access::address(&directory, &app, peer, &gateway.shared.zone, now)?;
    drop(directory);
    let entry = gateway.table.find(&envelope.method, &envelope.v)?;
    trace.entry = Some(entry);
    access::method(&app, entry, peer)?;
    Ok(Known {
        object,
        app,
        sign_type,
        entry,
    })
}

/// Who makes the call in the first fields of a form, if it may be made and takes a file: the user of a live session, or
/// the app where none is needed. Nothing is counted or told: the call itself is checked when all of it is there.
pub(crate) async fn may_upload(gateway: &Gateway, form: &Form<'_>, peer: &Peer) -> Option<String> {
    let shared = &gateway.shared;
    let now = shared.clock.now();
    let known = identify(gateway, form, peer, now, &mut Trace::default()).ok()?;
    if !known.entry.image {
        return None;
    }
    let token = Token::read(&known.object, known.entry.access);
    match token.key() {
        // One that only the database knows has its say with the call itself, behind the limits.
        Some(key) => match shared.cache.session(now, key).await {
            Ok(Lookup::Live(session)) => Some(format!("user:{}", session.user_id)),
            _ => None,
        },
        None if known.entry.access != Access::Session => Some(format!("app:{}", known.app.appid)),
        None => None,
    }
}

/// The file that a method takes.
fn given(image: Option<Bytes>) -> Result<Option<Bytes>, Violations> {
    match image {
        Some(image) if !image.is_empty() => Ok(Some(image)),
        _ => Err(Violations::missing("image")),
    }
}

/// Runs the method. Where the database fails, a guest may get the last good answer to the same question.
async fn run(
    gateway: &Gateway,
    entry: &Entry,
    prepared: Box<dyn Prepared>,
    question: Option<Question>,
    ctx: &Ctx<'_>,
) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::with_capacity(512);
    let outcome = prepared.run(ctx, &mut body).await.inspect_err(|fault| {
        debug_assert!(
            entry.may_give(fault.code()),
            "{} gives {fault:?}, which is not in its FAULTS",
            entry.name
        );
    });
    match (outcome, question) {
        (Ok(()), Some(question)) => gateway.copies.keep(question, ctx.now, &body),
        (Err(fault), Some(question)) if is_out_of_reach(&fault) => {
            body = gateway.copies.find(question, ctx.now).ok_or(fault)?;
            gateway.metrics.copies.inc();
        }
        (outcome, _) => outcome?,
    }
    if !ctx.audit.is_done() {
        let (method, request_id) = (entry.name, ctx.request_id);
        tracing::error!(request_id, method, "an action left no row in the audit log");
        debug_assert!(false, "{method} left no row; see Ctx::audit");
    }
    reply::end(&mut body, ctx.request_id);
    Ok(body)
}

/// Whether the database could not be asked, because it is away or because no place was free on it.
fn is_out_of_reach(fault: &Fault) -> bool {
    let error = fault.as_store_error();
    error.is_some_and(|error| error.is_away() || matches!(error, Error::Busy))
}

/// The row that a call leaves in the audit log, if it is something that an operator does.
fn audited(
    entry: &Entry,
    object: &Object<'_>,
    app: &App,
    peer: &Peer,
    (request_id, now): (&str, i64),
) -> Audit {
    if !entry.is_audited() {
        return Audit::default();
    }
    Audit::of(NewAction {
        created_at: now,
        actor: format!("app:{}", app.appid),
        source: peer.address(),
        action: entry.name.to_owned(),
        detail: entry.detail(object),
        request_id: request_id.to_owned(),
    })
}

impl Trace {
    /// A trace of a new call.
    pub(crate) fn new(request_id: String) -> Trace {
        Trace {
            request_id,
            ..Trace::default()
        }
    }

    fn names(&mut self, envelope: &Envelope<'_>) {
        self.appid = envelope.appid.to_string();
        self.method = envelope.method.to_string();
        self.v = envelope.v.to_string();
    }
}
