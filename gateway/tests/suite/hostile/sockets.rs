use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use signet_testkit::unique;
use socket2::SockRef;

use crate::cli::{Program, http_status};
use crate::uploads::hostile::resident;
use crate::usual;

use super::{FORM, HIDDEN, answer, end_sending, honest, post, post_and_stay, statuses, unharmed};

fn head(length: usize) -> String {
    post(&format!("{FORM}Content-Length: {length}\r\n"), "")
}

#[test]
fn whoever_ends_in_the_middle_is_not_kept() {
    let gateway = usual().start();
    let body = honest(&gateway);
    for (name, sent) in [
        ("nothing", String::new()),
        ("a part of a line", "POST / HT".to_owned()),
        (
            "a part of a head",
            "POST / HTTP/1.1\r\nHost: x\r\nConte".to_owned(),
        ),
        ("a head without its body", head(body.len())),
        ("half a body", head(body.len()) + &body[..body.len() / 2]),
        (
            "a body but its last byte",
            head(body.len()) + &body[..body.len() - 1],
        ),
        (
            "a chunk",
            post(&format!("{FORM}Transfer-Encoding: chunked\r\n"), "5\r\nda"),
        ),
        (
            "half a file",
            head(3_000_000).replace(
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=X",
            ) + "--X\r\n",
        ),
    ] {
        let mut stream = gateway.connect();
        stream.write_all(sent.as_bytes()).unwrap();
        end_sending(&stream);
        let started = Instant::now();
        let found = statuses(&answer(&mut stream, 2));
        let possible = [
            "closed",
            "400",
            "408",
            "408 body_timeout",
            "411 length_required",
        ];
        assert!(possible.contains(&found.as_str()), "{name}: {found}");
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "{name}: {:?}",
            started.elapsed()
        );
    }
    unharmed(&gateway);
}

#[test]
fn whoever_ends_after_a_whole_call_gets_the_answer() {
    let gateway = usual().start();
    let body = honest(&gateway);
    for sent in [head(body.len()) + &body, post_and_stay(&body)] {
        let mut stream = gateway.connect();
        stream.write_all(sent.as_bytes()).unwrap();
        end_sending(&stream);
        assert_eq!(statuses(&answer(&mut stream, 2)), "200 ok");
    }
    unharmed(&gateway);
}

#[test]
fn connections_that_break_break_nothing_else() {
    let gateway = usual().start();
    let body = honest(&gateway);
    let whole = head(body.len()) + &body;
    for length in (0..whole.len()).step_by(17) {
        let mut stream = gateway.connect();
        stream.write_all(&whole.as_bytes()[..length]).unwrap();
        // With no time to linger the close is a reset.
        SockRef::from(&stream)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
        drop(stream);
    }
    assert_eq!(gateway.call("system.init", json!({})).code(), 200);
    unharmed(&gateway);
}

#[test]
fn heads_that_do_not_end_are_cut_off() {
    let gateway = usual()
        .with(|settings| settings.server.head_timeout_seconds = 1)
        .start();
    let cut_off = |sent: &str| {
        let mut stream = gateway.connect();
        stream.write_all(sent.as_bytes()).unwrap();
        let started = Instant::now();
        let found = statuses(&answer(&mut stream, 2));
        assert!(["408", "closed"].contains(&found.as_str()), "{found}");
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "{:?}",
            started.elapsed()
        );
    };
    std::thread::scope(|scope| {
        for sent in ["POST / HTTP/1.1\r\nHost: x\r\n", "P", "\r\n"] {
            scope.spawn(move || cut_off(sent));
        }
    });
    unharmed(&gateway);
}

/// curl sends `Expect: 100-continue` with a body over 1 MiB.
#[test]
fn a_client_that_expects_100_continue_gets_it() {
    let gateway = usual().start();
    let body = honest(&gateway);
    let mut stream = gateway.connect();
    let expecting = head(body.len()).replace("Connection: close", "Expect: 100-continue");
    stream.write_all(expecting.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(statuses(&answer(&mut stream, 1)), "200 ok");
    unharmed(&gateway);
}

/// The body may be cut anywhere: within an escape, or between a carriage return and a line feed.
#[test]
fn a_body_may_come_in_any_pieces() {
    let gateway = usual().start();
    let data = gateway
        .client()
        .data("system.init", json!({"note": "a+b\r\n你😀"}));
    let body = gateway.client().body(&data);
    let whole = post_and_stay(&body);
    let start = whole.len() - body.len();
    for at in (start..whole.len()).step_by(23) {
        let mut stream = gateway.connect();
        stream.set_nodelay(true).unwrap();
        let (first, second) = whole.as_bytes().split_at(at);
        stream.write_all(first).unwrap();
        std::thread::yield_now();
        stream.write_all(second).unwrap();
        end_sending(&stream);
        assert_eq!(statuses(&answer(&mut stream, 1)), "200 ok", "{at}");
    }
    unharmed(&gateway);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads /proc")]
fn who_asks_without_end_and_reads_nothing_takes_little_memory() {
    let folder = unique("signet-pipelining");
    let mut program = Program::start(&folder, "127.0.0.1:0");
    let before = resident(program.child.id());
    let requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
    let streams: Vec<TcpStream> = (0..3)
        .map(|_| TcpStream::connect(&program.public).unwrap())
        .collect();
    std::thread::scope(|scope| {
        for mut stream in &streams {
            stream
                .set_write_timeout(Some(Duration::from_secs(2)))
                .unwrap();
            let requests = &requests;
            // Sends until the buffers on the way are full.
            scope.spawn(move || while stream.write_all(requests.as_bytes()).is_ok() {});
        }
    });
    let during = resident(program.child.id());
    assert_eq!(http_status(&program.public, "/healthz"), Some(200));
    assert!(
        during < before + 12,
        "{before} MiB before, {during} MiB during"
    );
    drop(streams);
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}

/// Returns the processor time of a process, in hundredths of a second.
fn processor_time(id: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split(' ').collect();
    fields[12].parse::<u64>().unwrap() + fields[13].parse::<u64>().unwrap()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads /proc")]
fn connections_that_wait_take_no_processor() {
    let folder = unique("signet-waiting");
    let mut program = Program::start(&folder, "127.0.0.1:0");
    let streams: Vec<TcpStream> = [
        "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{HIDDEN}"),
        format!("{HIDDEN}GET / HT"),
        post(&format!("{FORM}Transfer-Encoding: chunked\r\n"), "5\r\nda"),
        head(100) + "da\n",
    ]
    .iter()
    .map(|sent| {
        let mut stream = TcpStream::connect(&program.public).unwrap();
        stream.write_all(sent.as_bytes()).unwrap();
        stream
    })
    .collect();
    // This is during the linger time of the connections.
    let before = processor_time(program.child.id());
    std::thread::sleep(Duration::from_millis(900));
    let took = processor_time(program.child.id()) - before;
    assert!(took < 30, "{took} hundredths of a second");
    drop(streams);
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}
