//! The stores, classes and goods of the demo.

use signet_fault::Fault;
use signet_store::Tx;

use super::articles::{ARTICLES, Article, Freight, Kind, TASTERS, id};
use crate::goods::{Spec, Specs};
use crate::tables::classes::{self, NewClass};
use crate::tables::commons::{self, NewCommon};
use crate::tables::fcodes;
use crate::tables::gallery;
use crate::tables::goods::{self, NewGoods};
use crate::tables::stores::{self, NewStore};
use crate::tables::tasters::{self, NewTaster};
use crate::tables::transports::{self, NewRule};

/// The codes of Guangdong and Tianjin.
const GUANGDONG: i64 = 440_000;
const TIANJIN: i64 = 120_000;

/// The start of the URL of every picture.
const PICTURES: &str = "http://www.chahuitong.com/data/upload/shop/store/goods";

/// A day in seconds.
pub(super) const DAY: i64 = 86_400;

/// Adds everything; `fcode` is the hash of the F-code.
pub(super) fn load(tx: &mut Tx<'_>, fcode: &str) -> Result<(), Fault> {
    let templates = load_stores(tx)?;
    let classes = load_classes(tx)?;
    // In the order of ids, the best-known goods come first. The order of their articles does not matter for this.
    for article in ARTICLES {
        let common_id = load_article(tx, article, &templates, &classes)?;
        if article.kind == Kind::FCode {
            fcodes::insert(tx, common_id, fcode)?;
        }
    }
    load_variants(tx, &templates, &classes)?;
    gallery::insert_gift(tx, id::BILUOCHUN, id::TRAY, 1)?;
    for (listorder, (goods_id, score, notes)) in (1..).zip(TASTERS) {
        let [taste, light, aroma, leaf] = notes.map(str::to_owned);
        let taster = NewTaster {
            goods_id,
            score,
            taste,
            light,
            aroma,
            leaf,
            listorder,
        };
        tasters::insert(tx, &taster)?;
    }
    Ok(())
}

/// Adds stores 2 and 3. Returns the ids of the stores, each with the id of its freight template.
fn load_stores(tx: &mut Tx<'_>) -> Result<[(i64, i64); 2], Fault> {
    for (store_id, name, free_price, offpay) in [
        (2, "茶马古道旗舰店", 20_000, true),
        (3, "武夷山茶庄", 9900, false),
    ] {
        let store = NewStore {
            name: name.to_owned(),
            free_price,
            offpay,
        };
        stores::insert(tx, Some(store_id), &store)?;
    }
    stores::add_offpay_area(tx, 2, TIANJIN)?;
    let rule = |is_default, first_num, first_fee, next_num, next_fee| NewRule {
        is_default,
        first_num,
        first_fee,
        next_num,
        next_fee,
    };
    let of_first = transports::insert(tx, 2, "全国")?;
    transports::insert_rule(tx, of_first, rule(false, 1, 800, 1, 200), &[GUANGDONG])?;
    transports::insert_rule(tx, of_first, rule(true, 1, 1200, 1, 500), &[])?;
    let of_second = transports::insert(tx, 3, "广东、天津")?;
    let areas = [GUANGDONG, TIANJIN];
    transports::insert_rule(tx, of_second, rule(false, 2, 600, 3, 400), &areas)?;
    Ok([(2, of_first), (3, of_second)])
}

/// Adds the classes. Returns their ids in the order of the class indexes of articles.
fn load_classes(tx: &mut Tx<'_>) -> Result<Vec<i64>, Fault> {
    let mut ids: Vec<i64> = Vec::new();
    for (listorder, (name, parent)) in (1..).zip([
        ("绿茶", None),
        ("乌龙茶", None),
        ("铁观音", Some(1)),
        ("普洱茶", None),
    ]) {
        let parent = parent.and_then(|place: usize| ids.get(place).copied());
        let class = NewClass {
            name: name.to_owned(),
            parent_id: parent.unwrap_or_default(),
            listorder,
        };
        ids.push(classes::insert(tx, &class)?);
    }
    Ok(ids)
}

/// Adds an article with its only variant. Returns the id of the article.
fn load_article(
    tx: &mut Tx<'_>,
    article: &Article,
    templates: &[(i64, i64)],
    classes: &[i64],
) -> Result<i64, Fault> {
    let virtual_indate = tx.now() + 90 * DAY;
    let is_virtual = article.kind == Kind::Virtual;
    let common = NewCommon {
        store_id: article.store_id,
        gc_id: class(classes, article.class),
        name: article.name.to_owned(),
        jingle: article.jingle.to_owned(),
        specs: Specs::default().stored(),
        body: body(article.name, article.origin),
        transport_id: match article.freight {
            Freight::Template => template(templates, article.store_id),
            Freight::Fixed(_) => 0,
        },
        freight: match article.freight {
            Freight::Template => 0,
            Freight::Fixed(fen) => fen,
        },
        has_vat: article.kind == Kind::Plain,
        is_virtual,
        virtual_indate: if is_virtual { virtual_indate } else { 0 },
        virtual_limit: if is_virtual { 2 } else { 0 },
        is_fcode: article.kind == Kind::FCode,
        is_appoint: article.kind == Kind::Appointment,
        is_presell: article.kind == Kind::Presale,
        is_sample: article.kind == Kind::Sample,
        origin: article.origin.to_owned(),
    };
    let common_id = commons::insert(tx, &common)?;
    let (image_url, middle_url) = pictures(article.store_id, common_id);
    gallery::insert_image(tx, common_id, &image_url, 1)?;
    let variant = NewGoods {
        common_id,
        store_id: article.store_id,
        gc_id: common.gc_id,
        name: article.name.to_owned(),
        spec: String::new(),
        price: article.price,
        marketprice: article.price * 5 / 4,
        storage: article.storage,
        image_url,
        middle_url,
        // Samples have their own pages, so lists of goods do not show them.
        is_main: article.kind != Kind::Sample,
    };
    goods::insert(tx, article.goods_id, &variant)?;
    Ok(common_id)
}

/// Adds an article with two specs and four variants.
fn load_variants(tx: &mut Tx<'_>, templates: &[(i64, i64)], classes: &[i64]) -> Result<(), Fault> {
    let values = [["罐装", "盒装"], ["100g", "250g"]];
    let spec = |name: &str, values: [&str; 2]| Spec {
        name: name.to_owned(),
        values: values.map(str::to_owned).to_vec(),
    };
    let [packages, weights] = values;
    let specs = Specs::new(vec![spec("包装", packages), spec("重量", weights)]);
    let common = NewCommon {
        store_id: 3,
        gc_id: class(classes, 3),
        name: "云南普洱 熟茶".to_owned(),
        jingle: "十年陈化".to_owned(),
        specs: specs.stored(),
        body: body("云南普洱 熟茶", "云南"),
        transport_id: template(templates, 3),
        has_vat: true,
        origin: "云南".to_owned(),
        ..NewCommon::default()
    };
    let common_id = commons::insert(tx, &common)?;
    let (image_url, middle_url) = pictures(3, common_id);
    gallery::insert_image(tx, common_id, &image_url, 1)?;
    let mut price = 4900;
    for (first, package) in (1..).zip(packages) {
        for (second, weight) in (3..).zip(weights) {
            let variant = NewGoods {
                common_id,
                store_id: 3,
                gc_id: common.gc_id,
                name: format!("{} {package} {weight}", common.name),
                spec: format!("{first}|{second}"),
                price,
                marketprice: price + 1000,
                storage: 30,
                image_url: image_url.clone(),
                middle_url: middle_url.clone(),
                is_main: price == 4900,
            };
            goods::insert(tx, None, &variant)?;
            price += 2000;
        }
    }
    Ok(())
}

fn class(classes: &[i64], place: usize) -> i64 {
    classes.get(place).copied().unwrap_or_default()
}

fn template(templates: &[(i64, i64)], store_id: i64) -> i64 {
    let mut templates = templates.iter();
    let of_store = templates.find(|(store, _)| *store == store_id);
    of_store.map_or(0, |(_, template)| *template)
}

fn pictures(store_id: i64, common_id: i64) -> (String, String) {
    let name = format!("{PICTURES}/{store_id}/{store_id}_{common_id:05}");
    (format!("{name}.jpg"), format!("{name}_360.jpg"))
}

fn body(name: &str, origin: &str) -> String {
    format!("<h3>{name}</h3><p>产地：{origin}</p><p>开水冲泡，头泡出汤后饮用。</p>")
}
