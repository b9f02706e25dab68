//! `gateway import`, run as a program.

use std::path::PathBuf;

use signet_store::Error;
use signet_store::districts::{self, District};
use signet_testkit::{TestGateway, unique};

use crate::cli::{fails, run_on};
use crate::usual;

/// A file that is removed at the end of the test.
struct File(PathBuf);

impl File {
    fn new(content: impl AsRef<[u8]>) -> File {
        let path = std::env::temp_dir().join(unique("districts"));
        std::fs::write(&path, content).unwrap();
        File(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

/// Imports districts. Returns the output of the program.
fn import(gateway: &TestGateway, content: impl AsRef<[u8]>) -> String {
    let file = File::new(content);
    let output = run_on(gateway, &["import", "districts", file.path()]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

fn stored(gateway: &TestGateway) -> Vec<(i64, String)> {
    let codes = [
        110_000, 110_101, 440_000, 440_300, 440_305, 440_306, 441_900,
    ];
    let all = |connection: &mut _| districts::by_codes(connection, &codes);
    let all = gateway.store().run_blocking::<_, Error>(all).unwrap();
    all.into_iter()
        .map(|District { code, name }| (code, name))
        .collect()
}

#[test]
fn a_table_of_districts_is_replaced_whole() {
    let gateway = usual().start();
    assert_eq!(stored(&gateway).len(), 7, "the demo has them all");
    let said = import(
        &gateway,
        "code,name\n440000,广东省\n440300,深圳市\n440305,南山区\n",
    );
    assert!(said.starts_with("3 "), "{said}");
    let expected = [
        (440_000, "广东省"),
        (440_300, "深圳市"),
        (440_305, "南山区"),
    ];
    assert_eq!(
        stored(&gateway),
        expected.map(|(code, name)| (code, name.to_owned()))
    );
    let said = import(
        &gateway,
        "\u{feff}code,name\r\n110000, 北京市\r\n\r\n110101,\"东城区\"\r\n",
    );
    assert!(said.starts_with("2 "), "{said}");
    let expected = [(110_000, "北京市"), (110_101, "东城区")];
    assert_eq!(
        stored(&gateway),
        expected.map(|(code, name)| (code, name.to_owned()))
    );
    let said = import(&gateway, "\u{feff}440000,广东省\n441900,东莞市");
    assert!(
        said.starts_with("2 "),
        "no header, no last line end: {said}"
    );
}

#[test]
fn a_bad_line_is_named_and_changes_nothing() {
    let gateway = usual().start();
    let gbk = b"code,name\n440000,\xb9\xe3\xb6\xab\xca\xa1\n";
    let long = format!("440000,{}\n", "长".repeat(65));
    for (content, help) in [
        (
            &b"code,name\n44000,\xe5\xb9\xbf\n"[..],
            ["line 2", "six digits"],
        ),
        (b"440000,a\n440300,b\n4403o5,c\n", ["line 3", "six digits"]),
        (b"code,name\n044000,a\n", ["line 2", "six digits"]),
        (b"code,name\r\n440000,\r\n", ["line 2", "characters"]),
        (long.as_bytes(), ["line 1", "characters"]),
        (b"code,name\n440000,a,b\n", ["line 2", "two fields"]),
        (b"code,name\n440000\n", ["line 2", "two fields"]),
        (b"440000,a\n440300,b\n440000,c\n", ["line 3", "twice"]),
        (b"440000,a\n440305,b\n", ["line 2", "440305"]),
        (gbk, ["line 2", "UTF-8"]),
        (b"code,name\n", ["no districts", "file"]),
        (b"", ["no districts", "file"]),
    ] {
        let file = File::new(content);
        fails(&["import", "districts", file.path()], &[], 1, &help);
        let output = run_on(&gateway, &["import", "districts", file.path()]);
        assert_eq!(output.status.code(), Some(1));
    }
    assert_eq!(stored(&gateway).len(), 7);
    fails(
        &["import", "districts", "/no/such/file.csv"],
        &[],
        1,
        &["/no/such/file.csv"],
    );
}

#[test]
fn a_quote_that_is_left_open_is_found() {
    let csv = "code,name\n110000,北京市\n110100,\"市辖区\n110101,东城区\n";
    let gateway = usual().start();
    let file = std::env::temp_dir().join(unique("districts.csv"));
    std::fs::write(&file, csv).unwrap();
    let output = run_on(&gateway, &["import", "districts", file.to_str().unwrap()]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains("line 3") && error.contains("quote"),
        "{error}"
    );
    std::fs::remove_file(file).unwrap();
}
