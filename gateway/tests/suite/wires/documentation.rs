//! OpenAPI of wires, and wires in the other documents. `web/docs/test/documents.test.js` checks that the OpenAPI is valid.

use std::collections::HashSet;
use std::fs;

use serde_json::{Map, Value, json};
use signet_call::members;
use signet_docs::{DEFAULT_URL, Lang, Product, model, route_key, wire_openapi};
use signet_gateway::packs::PACKS;
use signet_wire::wire::Wire;

use super::bazaar::BAZAAR;
use super::builder;
use crate::cli::{fails, json_of, run};

/// The products that have wires, real and made up.
fn products() -> impl Iterator<Item = Product<'static>> {
    let packs = PACKS.iter().copied().chain([&BAZAAR]);
    packs.filter(|pack| pack.wire.is_some()).map(Product::whole)
}

fn opened(product: &Product<'_>) -> Box<dyn Wire> {
    let wire = product.pack.wire.unwrap();
    (wire.open)(&wire.defaults()).unwrap()
}

fn openapi(product: &Product<'_>, lang: Lang) -> Value {
    wire_openapi(product, lang, DEFAULT_URL).unwrap().unwrap()
}

/// The operations of a document, with their paths and verbs.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, verbs)| {
        let verbs = verbs.as_object().unwrap().iter();
        verbs.map(move |(verb, operation)| (format!("{} {path}", verb.to_uppercase()), operation))
    });
    operations.collect()
}

/// The program does not have the made-up product. Therefore its document is stored in this file, and the file is validated.
#[test]
fn the_document_of_the_made_up_product_is_the_one_that_is_validated() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../web/docs/test/bazaar.openapi.json"
    );
    let document = openapi(&Product::whole(&BAZAAR), Lang::Zh);
    let validated: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(document == validated, "{file} has to be:\n{document:#}");
}

#[test]
fn operations_of_a_wire_have_ids_of_their_own() {
    for product in products() {
        for lang in Lang::ALL {
            let document = openapi(&product, lang);
            let operations = operations(&document);
            let ids = operations
                .iter()
                .map(|(_, operation)| operation["operationId"].as_str());
            assert_eq!(ids.collect::<HashSet<_>>().len(), operations.len());
        }
    }
}

#[test]
fn each_route_shows_a_recorded_call() {
    for product in products().filter(|product| product.pack.name != BAZAAR.name) {
        let recorded: Map<String, Value> = serde_json::from_str(product.pack.examples).unwrap();
        let document = openapi(&product, Lang::En);
        let operations = operations(&document);
        for route in opened(&product).routes() {
            let key = route_key(route);
            let recorded = recorded.get(&key);
            let recorded = recorded.unwrap_or_else(|| panic!("examples.txt does not call {key}"));
            let (_, operation) = operations.iter().find(|(known, _)| *known == key).unwrap();
            let content = members(&operation["requestBody"], "content").next();
            if let Some((_, content)) = content {
                assert_eq!(content["example"], recorded["parameters"], "{key}");
            }
            // There is one media type, the media type of the route.
            let (_, good) = members(&operation["responses"]["200"], "content")
                .next()
                .unwrap();
            assert_eq!(
                good["examples"]["recorded"]["value"], recorded["reply"],
                "{key}"
            );
        }
    }
}

#[test]
fn faults_are_shown_as_the_wire_writes_them() {
    for product in products() {
        let document = openapi(&product, Lang::Zh);
        let mut count = 0;
        let common = &document["components"]["responses"]["refused"]["content"]["application/json"];
        let own = operations(&document);
        let own = own.iter().flat_map(|(_, operation)| {
            let responses = members(operation, "responses");
            responses.map(|(_, response)| &response["content"]["application/json"])
        });
        for content in own.chain([common]) {
            let examples = members(content, "examples");
            count += examples.filter(|(name, _)| *name != "recorded").count();
        }
        assert!(count > 20, "{count} faults of {}", product.pack.name);
    }
    let homecare = products().find(|product| product.pack.name == "homecare");
    let document = openapi(&homecare.unwrap(), Lang::Zh);
    let login = &document["paths"]["/consumer/login"]["post"]["responses"]["200"];
    let examples = &login["content"]["application/json"]["examples"];
    assert_eq!(
        examples["wrong_password"]["value"],
        json!({"status": 4, "body": {"msg": "password is not right"}})
    );
}

#[test]
fn a_wire_describes_parameters_of_its_own_methods_and_paths() {
    for product in products() {
        let name = product.pack.name;
        let wire = opened(&product);
        let description = wire.description();
        assert!(!description.text.is_empty(), "{name} has no text");
        for parameter in description.parameters {
            let mut on = wire.routes().iter().filter(|route| parameter.is_on(route));
            let is_taken = on.any(|route| {
                let of_route = |id: &signet_wire::wire::MethodId| {
                    let mut entries = product.pack.methods.iter();
                    entries.find(|entry| entry.name == id.name).unwrap()
                };
                let mut entries = route.methods.iter().map(of_route);
                parameter.of.is_none_or(|of| {
                    entries.any(|entry| {
                        let parameters = entry.parameters_schema();
                        members(parameters.as_value(), "properties").any(|(known, _)| known == of)
                    })
                })
            });
            assert!(is_taken, "{name}: no route has {}", parameter.name);
            for path in parameter.paths {
                let mut routes = wire.routes().iter();
                assert!(routes.any(|route| route.path.starts_with(path)), "{path}");
            }
        }
    }
}

#[test]
fn the_document_has_the_form_of_each_rule_of_a_wire() {
    let document = openapi(&Product::whole(&BAZAAR), Lang::Zh);
    assert_eq!(
        document["servers"][0]["url"],
        "http://127.0.0.1:8080/bazaar"
    );
    let detail = &document["paths"]["/goods/{goods_id}"]["get"];
    let goods_id = &detail["parameters"][0];
    assert_eq!(
        (&goods_id["in"], &goods_id["required"]),
        (&json!("path"), &json!(true))
    );
    let schemas = &document["components"]["schemas"];
    let shown = &schemas["bazaar.goods.detail.reply"]["anyOf"][0]["properties"];
    for name in ["goods_id", "price", "sample_price"] {
        assert_eq!(shown[name]["type"], "string", "{name}");
    }
    let search = &document["paths"]["/goods"]["post"]["requestBody"]["content"];
    let names: Vec<&String> = search.as_object().unwrap().keys().collect();
    assert_eq!(names, ["application/x-www-form-urlencoded"]);
    let taken = &schemas["bazaar.goods.search"];
    assert_eq!(taken["properties"]["tag_id[]"]["type"], "array");
    assert_eq!(taken["required"], json!(["tag_id[]"]));
    let picture = &document["paths"]["/pictures"]["post"]["requestBody"];
    assert_eq!(picture["required"], true);
    let file = &schemas["bazaar.picture"]["properties"]["file"];
    assert_eq!(file["contentMediaType"], "application/octet-stream");
    let mine = &document["paths"]["/mine"]["post"];
    assert_eq!(mine["security"], json!([{"bearer": []}]));
    let key = json!({"$ref": "#/components/parameters/idempotency-key"});
    assert_eq!(mine["parameters"], json!([key]));
    assert_eq!(document["paths"]["/count"]["post"]["security"], Value::Null);
    assert_eq!(document["paths"]["/goods/{goods_id}"]["head"], Value::Null);
}

#[test]
fn the_page_has_the_wires_that_are_served_under_their_prefixes() {
    let gateway = builder()
        .with(|settings| settings.wire.set("bazaar", "prefix", "/market/v1"))
        .start();
    let json = |path: &str| -> Value {
        let (status, text) = gateway.ops(path);
        assert_eq!(status, 200, "{path}");
        serde_json::from_str(&text).unwrap()
    };
    let document = json("/docs/bazaar.openapi.json?lang=en");
    assert_eq!(
        document["servers"][0]["url"],
        "http://127.0.0.1:8080/market/v1"
    );
    let of_page = json("/docs/api.json");
    assert_eq!(of_page["wires"][0]["pack"], "bazaar");
    let groups = of_page["groups"].as_array().unwrap().iter();
    let mut methods = groups.flat_map(|group| group["methods"].as_array().unwrap());
    let count = methods
        .find(|method| method["name"] == "bazaar.count")
        .unwrap();
    assert_eq!(count["unsigned"][0]["path"], "/market/v1/count");
    assert_eq!(count["unsigned"][0]["place"], "json");
    let signed = json("/docs/openapi.json");
    assert_eq!(signed["paths"]["/"]["post"]["operationId"], "call");
    assert_eq!(gateway.ops("/docs/yaf.openapi.json").0, 404);

    let off = builder()
        .with(|settings| settings.wire.set("bazaar", "enabled", "false"))
        .start();
    assert_eq!(off.ops("/docs/bazaar.openapi.json").0, 404);
    let (_, text) = off.ops("/docs/api.json");
    let of_page: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(of_page["wires"], json!([]));
}

#[test]
fn the_command_writes_the_wire_of_a_pack() {
    let openapi = ["docs", "--format", "openapi", "--wire", "homecare"];
    let all = [
        &openapi[..],
        &["--all", "--lang", "en", "--url", "https://a.example/"],
    ]
    .concat();
    let document = json_of(&run(&all, &[]));
    assert_eq!(document["servers"][0]["url"], "https://a.example/homecare");
    let enabled = [
        ("GATEWAY__PACKS__ENABLED", "homecare"),
        ("GATEWAY__WIRE__HOMECARE__ENABLED", "true"),
        ("GATEWAY__WIRE__HOMECARE__PREFIX", ""),
    ];
    let document = json_of(&run(&openapi, &enabled));
    assert_eq!(document["servers"][0]["url"], "http://127.0.0.1:8080");
    fails(&openapi, &[], 1, &["wire.homecare.enabled", "--all"]);
    fails(
        &["docs", "--wire", "homecare"],
        &[],
        1,
        &["--format openapi"],
    );
}

#[test]
fn a_wire_that_is_off_is_in_no_document() {
    let products = [Product {
        wire: None,
        ..Product::whole(&BAZAAR)
    }];
    let model = model(&products, Lang::Zh, DEFAULT_URL).unwrap();
    assert!(model.wires.is_empty() && model.methods().all(|method| method.unsigned.is_empty()));
    assert_eq!(
        wire_openapi(&products[0], Lang::Zh, DEFAULT_URL).unwrap(),
        None
    );
}
