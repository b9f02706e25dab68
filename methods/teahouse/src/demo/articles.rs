//! The articles of the demo, as data.

/// An article with one variant.
pub(super) struct Article {
    /// The id of the goods, if the document names it.
    pub(super) goods_id: Option<i64>,
    pub(super) store_id: i64,
    /// The index of the class in the list of classes of the demo.
    pub(super) class: usize,
    pub(super) name: &'static str,
    pub(super) jingle: &'static str,
    /// The price in fen.
    pub(super) price: i64,
    pub(super) storage: i64,
    pub(super) origin: &'static str,
    pub(super) freight: Freight,
    pub(super) kind: Kind,
}

/// The freight of an article.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Freight {
    /// By the template of the store.
    Template,
    /// A fixed amount in fen.
    Fixed(i64),
}

/// The way in which an article is sold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    FCode,
    Virtual,
    Appointment,
    Presale,
    Sample,
}

/// The ids of the goods that have a special role in the demo.
pub(super) mod id {
    /// Goods that the document names.
    pub(crate) const GREEN: i64 = 232;
    pub(crate) const OOLONG: i64 = 110;
    pub(crate) const SAMPLE: i64 = 101_972;
    /// Goods that are given as a gift.
    pub(crate) const TRAY: i64 = 301;
    /// In a flash sale for two or more pieces.
    pub(crate) const GUAPIAN: i64 = 302;
    /// In group buying, and with a gift.
    pub(crate) const BILUOCHUN: i64 = 303;
    /// In flash sales of tomorrow.
    pub(crate) const MAOFENG: i64 = 304;
    pub(crate) const ROUGUI: i64 = 305;
    pub(crate) const LAOBANZHANG: i64 = 306;
    /// Goods of the samples of today and later.
    pub(crate) const SAMPLE_NOW: i64 = 321;
    pub(crate) const SAMPLE_NEXT: i64 = 322;
}

const PLAIN: Article = Article {
    goods_id: None,
    store_id: 2,
    class: 0,
    name: "",
    jingle: "",
    price: 0,
    storage: 100,
    origin: "浙江",
    freight: Freight::Template,
    kind: Kind::Plain,
};

/// The articles.
pub(super) const ARTICLES: &[Article] = &[
    Article {
        goods_id: Some(id::OOLONG),
        store_id: 3,
        class: 2,
        name: "安溪铁观音 清香型 250g",
        jingle: "兰花香，回甘持久",
        price: 12_800,
        origin: "福建",
        ..PLAIN
    },
    Article {
        goods_id: Some(id::GREEN),
        name: "西湖龙井 明前特级 100g",
        jingle: "核心产区，手工炒制",
        price: 5880,
        ..PLAIN
    },
    Article {
        goods_id: Some(id::TRAY),
        name: "竹制茶荷",
        price: 990,
        freight: Freight::Fixed(500),
        ..PLAIN
    },
    Article {
        goods_id: Some(id::GUAPIAN),
        name: "六安瓜片 100g",
        jingle: "无芽无梗，清香高爽",
        price: 5880,
        origin: "安徽",
        ..PLAIN
    },
    Article {
        goods_id: Some(id::BILUOCHUN),
        name: "洞庭碧螺春 礼盒 200g",
        price: 19_800,
        origin: "江苏",
        ..PLAIN
    },
    Article {
        goods_id: Some(id::MAOFENG),
        name: "黄山毛峰 150g",
        price: 8800,
        origin: "安徽",
        ..PLAIN
    },
    Article {
        goods_id: Some(id::ROUGUI),
        store_id: 3,
        class: 1,
        name: "武夷肉桂 125g",
        price: 26_000,
        origin: "福建",
        ..PLAIN
    },
    Article {
        goods_id: Some(id::LAOBANZHANG),
        store_id: 3,
        class: 3,
        name: "老班章 古树生茶 357g",
        jingle: "仅此一饼",
        price: 168_000,
        storage: 1,
        origin: "云南",
        ..PLAIN
    },
    Article {
        store_id: 3,
        class: 1,
        name: "金骏眉 50g",
        price: 29_800,
        storage: 0,
        origin: "福建",
        ..PLAIN
    },
    Article {
        name: "限量狮峰龙井 50g",
        price: 88_000,
        kind: Kind::FCode,
        ..PLAIN
    },
    Article {
        name: "茶馆品茶券",
        price: 6800,
        freight: Freight::Fixed(0),
        kind: Kind::Virtual,
        ..PLAIN
    },
    Article {
        name: "明年春茶 预约",
        price: 10_000,
        kind: Kind::Appointment,
        ..PLAIN
    },
    Article {
        name: "安吉白茶 预售 100g",
        price: 15_800,
        kind: Kind::Presale,
        ..PLAIN
    },
    Article {
        goods_id: Some(id::SAMPLE_NOW),
        name: "[免费茶样]龙井 5g*2",
        storage: 50,
        freight: Freight::Fixed(0),
        kind: Kind::Sample,
        ..PLAIN
    },
    Article {
        goods_id: Some(id::SAMPLE_NEXT),
        name: "[免费茶样]肉桂 8g",
        storage: 50,
        freight: Freight::Fixed(0),
        kind: Kind::Sample,
        ..PLAIN
    },
    Article {
        goods_id: Some(id::SAMPLE),
        name: "[免费茶样]婀娜公主 清香铁观音 浓香 油切黑乌龙 各一包7g*3",
        storage: 10,
        origin: "福建",
        freight: Freight::Fixed(0),
        kind: Kind::Sample,
        ..PLAIN
    },
];

/// The recommendations: goods, score, taste, colour, smell and leaf.
pub(super) const TASTERS: [(i64, i64, [&str; 4]); 6] = [
    (
        id::GREEN,
        10,
        ["鲜醇甘爽", "嫩绿明亮", "豆花香", "芽叶成朵"],
    ),
    (
        id::OOLONG,
        9,
        ["醇厚回甘", "金黄清澈", "兰花香", "肥厚软亮"],
    ),
    (
        id::BILUOCHUN,
        9,
        ["鲜爽生津", "碧绿清亮", "花果香", "细嫩多芽"],
    ),
    (
        id::ROUGUI,
        8,
        ["醇滑岩韵", "橙黄清亮", "桂皮香", "绿叶红边"],
    ),
    (
        id::LAOBANZHANG,
        10,
        ["霸气回甘", "金黄透亮", "蜜香", "条索粗壮"],
    ),
    (id::GUAPIAN, 8, ["鲜醇回甘", "清澈透亮", "栗香", "单片平展"]),
];
