use signet_store::Error;
use signet_store::uploads::{self, NewUpload, Upload};

use crate::{NOW, Scratch};

fn upload(user_id: i64, path: &str) -> NewUpload {
    NewUpload {
        realm: "yaf".to_owned(),
        user_id,
        guest: String::new(),
        path: path.to_owned(),
        media_type: "image/png".to_owned(),
        bytes: 321,
        width: 640,
        height: 480,
        created_at: NOW,
    }
}

#[test]
fn a_file_is_written_down_once() {
    let db = Scratch::new();
    let first = db.write(NOW, |tx| uploads::insert(tx, &upload(7, "/a.png")));
    let second = db.write(NOW, |tx| uploads::insert(tx, &upload(7, "/b.png")));
    db.write(NOW, |tx| uploads::insert(tx, &upload(0, "/c.png")));
    let again = db.transaction_blocking(NOW, |tx| uploads::insert(tx, &upload(7, "/a.png")));
    assert!(matches!(again, Err(Error::Duplicate)));
    let of_user = db.read(|c| uploads::of_user(c, 7));
    let ids: Vec<i64> = of_user.iter().map(|upload| upload.id).collect();
    assert_eq!(ids, [second, first]);
    let expected = Upload {
        id: first,
        realm: "yaf".to_owned(),
        user_id: 7,
        guest: String::new(),
        path: "/a.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: 321,
        width: 640,
        height: 480,
        created_at: NOW,
    };
    assert_eq!(of_user.last(), Some(&expected));
    let by_path = |user_id, path: &str| db.read(|c| uploads::by_path(c, user_id, path));
    assert_eq!(by_path(7, "/a.png"), Some(expected));
    assert_eq!(by_path(8, "/a.png"), None, "the file of another user");
    assert_eq!(by_path(7, "/d.png"), None);
}
