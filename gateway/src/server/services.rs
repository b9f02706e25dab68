//! The services that calls share: the two stores, and the clients of other servers.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use signet_cache::Address;
use signet_call::Pack;
use signet_domain::clock::Zone;
use signet_domain::identities::Identities;
use signet_domain::login_lock::Queues;
use signet_domain::passwords::Passwords;
use signet_domain::payments::{self, Payments};
use signet_domain::sessions::LookUps;
use signet_domain::sms::{self, ConsoleDriver, HttpDriver, Sender};
use signet_domain::snapshots::Snapshots;
use signet_domain::trust::Trust;
use signet_domain::uploads::{self, LocalFolder, S3Bucket, S3Settings, Storage, Uploads};
use signet_domain::{Services, Settings as Domain};
use signet_fault::Fault;
use ureq::tls::TlsConfig;

use super::Start;
use super::precheck::Checked;
use crate::misconfigured::Misconfigured;
use crate::output::Printer;
use crate::settings::Settings;
use crate::stores::{open_cache, open_store};
use crate::{demo, packs, vault};

/// The clients of other servers.
pub struct Outside {
    sms: Sender,
    uploads: Uploads,
    payments: Payments,
    identities: Identities,
}

impl Outside {
    /// Creates the clients, and the folder for pictures. Does not connect. Messages of the console driver go to `people`.
    ///
    /// # Errors
    /// One line that says what to do.
    pub fn new(checked: &Checked, people: &Printer) -> anyhow::Result<Outside> {
        let (settings, trust) = (&checked.settings, &checked.trust);
        vault::configured(settings)?;
        Ok(Outside {
            sms: sender(&settings.sms, trust, people.clone())?,
            uploads: uploads(&settings.upload, trust)?,
            payments: payments(&settings.pay, &checked.packs, trust)?,
            identities: identities(checked)?,
        })
    }
}

/// Opens the stores and creates everything that calls share. Adds the demo content if `checked.demo` is set.
///
/// # Errors
/// One line that says what to do.
pub(super) async fn open(
    checked: &Checked,
    start: &Start,
    outside: Outside,
) -> anyhow::Result<Services> {
    let Checked {
        settings, packs, ..
    } = checked;
    let people = &start.outputs.people;
    let Outside {
        sms,
        uploads,
        payments,
        identities,
    } = outside;
    if let Address::Redis(server) = &checked.address {
        server.check_kind(&settings.cache.prefix).await?;
    }
    let store = open_store(settings, packs)?;
    let vault = vault::open(settings, &store)?;
    let key = vault::node_key(&store, &vault)?;
    let mut services = Services {
        cache: match &start.cache {
            Some(cache) => cache.clone(),
            None => open_cache(settings, checked.address.clone(), &key)?,
        },
        store,
        clock: start.clock.clone(),
        zone: Zone::named(&settings.time.zone)?,
        realms: packs::realms(packs),
        snapshots: Snapshots::default(),
        passwords: Passwords::new(
            cores() / 2,
            settings.server.waits.hash,
            settings.server.hash_cost,
        )
        .context("the threads for password hashes cannot be started")?,
        sms,
        uploads,
        identities,
        payments,
        key,
        vault,
        look_ups: LookUps::default(),
        login_queues: Queues::default(),
        settings: of_domain(settings, checked.demo),
        of_packs: checked.of_packs.clone(),
    };
    services.snapshots = read_snapshots(&services, packs).await?;
    if checked.demo {
        demo::load(&services, packs, people).await?;
        services.snapshots = read_snapshots(&services, packs).await?;
    }
    Ok(services)
}

fn of_domain(settings: &Settings, demo: bool) -> Domain {
    let mut user = settings.user.clone();
    if demo {
        user.welcome_points.get_or_insert(demo::WELCOME_POINTS);
    }
    Domain {
        user,
        sms: settings.sms.clone(),
    }
}

/// Reads the snapshots that packs serve from memory.
async fn read_snapshots(services: &Services, packs: &[&Pack]) -> anyhow::Result<Snapshots> {
    let (snapshots, now) = (packs::snapshots(packs), services.clock.now());
    let read = move |connection: &mut _| {
        Ok::<_, Fault>(Snapshots::read(snapshots.iter().copied(), connection, now)?)
    };
    Ok(services.store.run_background(read).await?)
}

/// Returns the number of processors.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Returns the sender of short messages; does not connect. The console driver prints to `people`.
fn sender(settings: &sms::Settings, trust: &Trust, people: Printer) -> anyhow::Result<Sender> {
    Ok(match settings.driver {
        sms::DriverKind::Console => Sender::new(ConsoleDriver {
            show_content: settings.test_code.is_empty(),
            print: Box::new(move |line| people.say(line)),
        }),
        sms::DriverKind::Http => {
            let tls = trust.for_url(&settings.http.url)?;
            Sender::new(HttpDriver::new(settings.http.clone(), tls))
        }
    })
}

fn uploads(settings: &uploads::Settings, trust: &Trust) -> anyhow::Result<Uploads> {
    let storage: Arc<dyn Storage> = match settings.driver {
        uploads::DriverKind::Local => {
            let folder = LocalFolder::open(Path::new(&settings.dir)).with_context(|| {
                let dir = &settings.dir;
                Misconfigured::text(format!(
                    "upload.dir \"{dir}\" cannot be written; make it so, or name another"
                ))
            })?;
            Arc::new(folder)
        }
        uploads::DriverKind::S3 => Arc::new(bucket(&settings.s3, trust)?),
    };
    Uploads::new(storage, settings.clone(), cores() / 2)
        .context("the threads for pictures cannot be started")
}

/// Creates the drivers of the providers of identities; does not connect.
fn identities(checked: &Checked) -> anyhow::Result<Identities> {
    let providers = packs::identities(&checked.packs);
    let settings = &checked.settings.identity;
    Identities::new(providers, settings, |url| {
        checked.trust.for_url(url).map_err(anyhow::Error::from)
    })
}

/// Creates the payments of packs; does not connect.
fn payments(
    settings: &payments::Settings,
    packs: &[&'static Pack],
    trust: &Trust,
) -> anyhow::Result<Payments> {
    let tls = match settings.driver {
        payments::DriverKind::Http => trust.for_url(&settings.url)?,
        payments::DriverKind::Off | payments::DriverKind::Sandbox => TlsConfig::default(),
    };
    let payments = Payments::new(settings.clone(), tls, packs::charges(packs));
    payments.map_err(|error| Misconfigured::error(error.to_string()))
}

/// Creates the client of an object storage; does not connect.
///
/// # Errors
/// One line that says what to do.
pub(crate) fn bucket(s3: &S3Settings, trust: &Trust) -> anyhow::Result<S3Bucket> {
    let bucket = S3Bucket::new(s3.clone(), trust.for_url(&s3.endpoint)?);
    bucket.map_err(|error| Misconfigured::error(error.to_string()))
}
