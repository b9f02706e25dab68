#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, Mutex};
use std::thread;

use signet_call::Pack;
use signet_domain::clock::Clock;
use signet_domain::passwords::Cost;
use signet_gateway::server::{Checked, Outside, Start, open_services};
use signet_store::scratch::{self, Template};

use super::{SharedBuffer, defaults, outputs};
use crate::unique;

/// The file of the security key beside a SQLite database.
const KEY: &str = "security.key";

/// The data of a test, which is removed with the last gateway that uses it.
pub(super) struct Data {
    pub(super) storage_url: String,
    pub(super) folder: PathBuf,
}

impl Data {
    /// Creates an empty database and a folder.
    pub(super) fn new() -> Data {
        Data::named("signet-test")
    }

    fn named(name: &str) -> Data {
        let folder = std::env::temp_dir().join(unique(name));
        std::fs::create_dir_all(&folder).expect("a folder");
        let storage_url = match std::env::var("SIGNET_TEST_STORAGE_URL") {
            Ok(server) => scratch::create(&server).expect("a database"),
            Err(_) => format!("sqlite://{}/gateway.db", folder.display()),
        };
        Data {
            storage_url,
            folder,
        }
    }

    /// Fills the empty database as the first start of a gateway with these packs would: with tables, keys and demo content.
    pub(super) fn fill(&self, packs: &[&'static Pack]) {
        let (template, filled) = &*template(packs);
        template.copy_to(&self.storage_url).expect("a copy");
        let key = filled.folder.join(KEY);
        // On a database server the key is in the database.
        if key.exists() {
            std::fs::copy(key, self.folder.join(KEY)).expect("a copy");
        }
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        // A SQLite file is removed with its folder.
        if !self.storage_url.starts_with("sqlite:")
            && let Err(error) = scratch::drop(&self.storage_url)
        {
            eprintln!("test data is left behind at {}: {error}", self.storage_url);
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            let folder = self.folder.display();
            eprintln!("test data is left behind at {folder}: {error}");
        }
    }
}

/// A filled database, and its template.
type Filled = Arc<(Template, Data)>;

/// Returns a database filled by these packs. It is created once per process, because the demo content takes most of the time of a start.
fn template(packs: &[&'static Pack]) -> Filled {
    static TEMPLATES: Mutex<BTreeMap<Vec<usize>, Filled>> = Mutex::new(BTreeMap::new());
    // The keys are the addresses of the packs, because made-up packs may have the same name.
    let these = packs.iter().map(|pack| ptr::from_ref(*pack).addr());
    let mut templates = TEMPLATES
        .lock()
        .expect("no test failed while it filled one");
    if templates.is_empty() {
        sweep_templates();
    }
    let filled = templates
        .entry(these.collect())
        .or_insert_with(|| Arc::new(filled(packs)));
    Arc::clone(filled)
}

fn filled(packs: &[&'static Pack]) -> (Template, Data) {
    let data = Data::named(TEMPLATE_FOLDER);
    let mut settings = defaults();
    settings.storage.url = data.storage_url.clone();
    settings.upload.dir = data.folder.join("uploads").display().to_string();
    settings.server.hash_cost = Cost::OF_TESTS;
    let checked = Checked::new(settings, packs, true).expect("the defaults are valid");
    let filled = thread::spawn(|| actix_web::rt::System::new().block_on(open_once(checked)));
    filled.join().expect("a filled database");
    let template = Template::of(&data.storage_url).expect("a template");
    (template, data)
}

/// Opens the services of a gateway and closes them again.
async fn open_once(checked: Checked) {
    let (_open, outputs) = outputs(SharedBuffer::default());
    let start = Start {
        cache: None,
        clock: Clock::default(),
        outputs,
    };
    let outside = Outside::new(&checked, &start.outputs.people).expect("nothing is outside");
    let services = open_services(&checked, &start, outside).await;
    drop(services.expect("the database is filled"));
}

const TEMPLATE_FOLDER: &str = "signet-template";

/// Removes the templates of processes that have ended, because a process cannot remove its own. Templates on a database server are
/// removed with the server.
fn sweep_templates() {
    let entries = std::fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten();
    for entry in entries {
        let name = entry.file_name();
        let pid = name
            .to_str()
            .and_then(|name| name.strip_prefix(TEMPLATE_FOLDER)?.split('-').nth(1));
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            // Another process may have removed it first.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
