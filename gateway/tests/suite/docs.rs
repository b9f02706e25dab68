//! The documentation that the gateway writes. `web/docs/test/documents.test.js` checks that its documents are valid.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use signet_docs::{DEFAULT_URL, Lang, Product, Translations};
use signet_gateway::packs::PACKS;
use signet_testkit::unique;

use crate::cli::{fails, json_of, run};

fn docs(format: &str, lang: &str) -> Value {
    json_of(&run(&["docs", "--format", format, "--lang", lang], &[]))
}

#[test]
fn a_postman_collection_has_every_method_and_signs() {
    let collection = docs("postman", "en");
    let folders = collection["item"].as_array().unwrap().iter();
    let requests: Vec<&Value> = folders
        .flat_map(|folder| folder["item"].as_array().unwrap())
        .collect();
    let methods = json_of(&run(&["methods", "--json"], &[]));
    assert_eq!(requests.len(), methods.as_array().unwrap().len());
    for request in requests {
        let body = &request["request"]["body"];
        let fields = body[body["mode"].as_str().unwrap()].as_array().unwrap();
        let data: Value = serde_json::from_str(fields[0]["value"].as_str().unwrap()).unwrap();
        let name = request["name"].as_str().unwrap();
        assert!(name.starts_with(data["method"].as_str().unwrap()), "{name}");
        assert_eq!(data["timestamp"], "{{timestamp}}", "{name}");
        assert_eq!(fields[1]["value"], "{{sign}}", "{name}");
    }
    let events = collection["event"].to_string();
    assert!(events.contains("CryptoJS.MD5(text + secret)"), "{events}");
}

#[test]
fn the_document_has_every_method_and_works_with_another_address() {
    let url = "https://api.example.com/v1";
    let output = run(&["docs", "--url", url], &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let methods = json_of(&run(&["methods", "--json"], &[]));
    for method in methods.as_array().unwrap() {
        let name = method["name"].as_str().unwrap();
        assert!(
            text.contains(&format!("](#{name})")),
            "{name} in the contents"
        );
        assert!(text.contains(&format!("<a id=\"{name}\"></a>")), "{name}");
    }
    assert!(text.contains(&format!("curl -s {url} --data-urlencode")));
    assert!(!text.contains("127.0.0.1:8080/ "));
    assert_eq!(run(&["docs", "--lang", "fr"], &[]).status.code(), Some(2));
}

#[test]
fn every_text_is_in_english_and_no_other() {
    let products: Vec<_> = PACKS.iter().map(|pack| Product::whole(pack)).collect();
    let model = signet_docs::model(&products, Lang::En, DEFAULT_URL).unwrap();
    signet_docs::markdown(&model).unwrap();
    let expected = Translations::default();
    assert_eq!(
        model.translations(),
        expected,
        "the english.toml of a pack or of crates/docs"
    );
}

/// A file that is removed at the end of the test.
struct Scratch(PathBuf);

impl Scratch {
    fn with(content: &str) -> Scratch {
        let path = std::env::temp_dir().join(unique("signet-methods"));
        fs::write(&path, content).unwrap();
        Scratch(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_file(&self.0).unwrap();
    }
}

#[test]
fn methods_check_tells_what_breaks() {
    let now = json_of(&run(&["methods", "--json"], &[]));
    let same = Scratch::with(&now.to_string());
    let output = run(&["methods", "--check", same.path()], &[]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));

    // An earlier table that had one more method, allowed longer nicknames and lacked another method.
    let mut earlier = now;
    let methods = earlier.as_array_mut().unwrap();
    let mut gone = methods[0].clone();
    gone["name"] = json!("system.gone");
    let nickname = methods
        .iter_mut()
        .find(|method| method["name"] == "user.nickname.edit");
    nickname.unwrap()["parameters"]["properties"]["nickname"]["maxLength"] = json!(40);
    methods.retain(|method| method["name"] != "user.logout");
    methods.push(gone);
    let earlier = Scratch::with(&earlier.to_string());
    let output = run(&["methods", "--check", earlier.path()], &[]);
    assert_eq!(output.status.code(), Some(1));
    let broken = "user.nickname.edit 1.0.0: the parameter nickname is narrower: the greatest length\nsystem.gone 1.0.0 is gone\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), broken);
    let output = run(&["methods", "--check", earlier.path(), "--verbose"], &[]);
    let expected = format!("{broken}fine: user.logout 1.0.0 is new\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);

    let wrong = Scratch::with("{}");
    fails(
        &["methods", "--check", wrong.path()],
        &[],
        1,
        &[wrong.path(), "methods --json"],
    );
    fails(
        &["methods", "--check", "/no/such.json"],
        &[],
        1,
        &["/no/such.json"],
    );
}

#[test]
fn who_reads_only_the_first_line_is_no_failure() {
    for arguments in [
        &["methods", "--json"][..],
        &["docs"],
        &["docs", "--format", "json"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gateway"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 1];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), error.as_str()), (Some(0), ""));
    }
}
