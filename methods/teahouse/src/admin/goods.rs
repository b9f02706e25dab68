//! Articles with their variants, and the stock of variants.

mod fields;
mod list;
mod stock;
mod write;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use signet_call::params::{DateTime, Flag, Hidden, Html, Id, Integer, Items, Line};
use signet_call::{Action, ActionTx, Violations, edit, found};
use signet_fault::{Code, Fault};
use signet_store::{State, Tx};

use self::fields::{SpecFields, VariantFields, check_variants, specs_of};
use self::write::Article;
use super::picture::Picture;
use super::{Amount, check_exists, lock_store, refused};
use crate::tables::goods::{Changed, set_live};
use crate::tables::{classes, commons, transports};

pub(crate) use list::GoodsList;
pub(crate) use stock::GoodsStock;

/// 添加商品
///
/// 一个商品有一个或多个规格组合，每个组合有自己的商品编号、价格和库存。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsCreate {
    /// 店铺编号
    #[schemars(example = 2)]
    store_id: Id,
    /// 分类编号
    gc_id: Id,
    /// 商品名称
    #[schemars(example = &"白毫银针")]
    goods_name: Line<1, 100>,
    /// 商品广告词
    #[deserr(default)]
    goods_jingle: Option<Line<0, 200>>,
    /// 规格
    ///
    /// 最多 3 个，不传则没有规格。
    #[deserr(default)]
    #[schemars(example = json!([{"name": "重量", "values": ["50g", "100g"]}]))]
    specs: Option<Items<SpecFields, 0, 3>>,
    /// 规格组合
    ///
    /// 1-200 个，没有规格的商品只有一个。列表中展示第一个。
    #[schemars(example = json!([
        {"values": ["50g"], "price": 8800, "storage": 20},
        {"values": ["100g"], "price": 16_800, "storage": 10}
    ]))]
    variants: Items<VariantFields, 1, 200>,
    /// 商品图片
    ///
    /// 1-10 张。
    #[schemars(example = json!([{"url": "https://static.example.com/tea/1.jpg"}]))]
    images: Items<Picture, 1, 10>,
    /// 商品介绍
    ///
    /// HTML。写入时只保留文字、列表、表格、http(s) 的图片与链接，最多 5000 个标签；脚本、样式、表单等被去除。整个 data 不超过 64 KiB。
    #[deserr(default)]
    #[schemars(example = &"<p>产地：福鼎</p>")]
    body: Option<Html<0, 60_000>>,
    /// 运费模板编号
    ///
    /// 同一店铺显示中的模板；不传则使用 freight。
    #[deserr(default)]
    #[schemars(example = 1)]
    transport_id: Option<Id>,
    /// 运费
    ///
    /// 单位：分，不使用运费模板时必填，使用时不能传。
    #[deserr(default)]
    #[schemars(example = 0)]
    freight: Option<Amount>,
    /// 产地
    #[deserr(default)]
    #[schemars(example = &"福建")]
    origin: Option<Line<0, 64>>,
    /// 是否可开增值税发票
    ///
    /// 0 - 否（默认）、1 - 是。
    #[deserr(default)]
    has_vat: Option<Flag>,
    /// 是否虚拟商品
    ///
    /// 0 - 否（默认）、1 - 是：只展示，不能购买。
    #[deserr(default)]
    #[schemars(example = 0)]
    is_virtual: Option<Flag>,
    /// 虚拟商品有效期
    ///
    /// 虚拟商品必填，其他商品不能传。
    #[deserr(default)]
    virtual_indate: Option<DateTime>,
    /// 虚拟商品购买上限
    ///
    /// 虚拟商品必填，其他商品不能传。
    #[deserr(default)]
    virtual_limit: Option<Integer<1, 999>>,
    /// 是否 F 码商品
    ///
    /// 0 - 否（默认）、1 - 是：只能凭 F 码购买。
    #[deserr(default)]
    #[schemars(example = 0)]
    is_fcode: Option<Flag>,
    /// 是否预约商品
    ///
    /// 0 - 否（默认）、1 - 是：只展示，不能购买。
    #[deserr(default)]
    #[schemars(example = 0)]
    is_appoint: Option<Flag>,
    /// 是否预售商品
    ///
    /// 0 - 否（默认）、1 - 是。
    #[deserr(default)]
    #[schemars(example = 0)]
    is_presell: Option<Flag>,
    /// 是否茶样商品
    ///
    /// 0 - 否（默认）、1 - 是：只能作为免费茶样领取，不在商品列表中。
    #[deserr(default)]
    #[schemars(example = 0)]
    is_sample: Option<Flag>,
}

/// The article that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 商品公共编号
    goods_commonid: i64,
    /// 商品编号列表
    ///
    /// 按 variants 的顺序。
    goods_ids: Vec<i64>,
}

impl Action for GoodsCreate {
    const NAME: &'static str = "admin.teahouse.goods.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let article = self.article(tx)?;
        let goods_commonid = commons::insert(tx, &article.common)?;
        let goods_ids = article.write(tx, goods_commonid)?;
        Ok(Created {
            goods_commonid,
            goods_ids,
        })
    }
}

impl GoodsCreate {
    /// Returns the article. Its store and its freight template exist and are locked.
    fn article(self, tx: &mut ActionTx<'_>) -> Result<Article, Fault> {
        let is_set = |flag: Option<Flag>| flag.is_some_and(Flag::is_set);
        let store_id = self.store_id.value();
        lock_store(tx, store_id)?;
        let transport_id = self.transport_id.map_or(0, Id::value);
        let freight = self.freight.map(Integer::value);
        check_freight(tx, store_id, transport_id, freight)?;
        check_exists(classes::exists(tx, self.gc_id.value())?, "gc_id")?;
        let is_virtual = is_set(self.is_virtual);
        let virtual_indate = self.virtual_indate.map(|time| tx.seconds(time));
        let virtual_limit = self.virtual_limit.map(Integer::value);
        check_virtual(is_virtual, "virtual_indate", virtual_indate)?;
        check_virtual(is_virtual, "virtual_limit", virtual_limit)?;
        let specs = specs_of(self.specs.unwrap_or_default())?;
        let name = self.goods_name.into_string();
        let variants = check_variants(self.variants.into_vec(), &specs, &name)?;
        let images = self.images.into_vec().into_iter();
        let common = commons::NewCommon {
            store_id,
            gc_id: self.gc_id.value(),
            name,
            jingle: self.goods_jingle.unwrap_or_default().into_string(),
            specs: specs.stored(),
            body: self.body.map(Html::into_string).unwrap_or_default(),
            transport_id,
            freight: freight.unwrap_or_default(),
            has_vat: is_set(self.has_vat),
            is_virtual,
            virtual_indate: virtual_indate.unwrap_or_default(),
            virtual_limit: virtual_limit.unwrap_or_default(),
            is_fcode: is_set(self.is_fcode),
            is_appoint: is_set(self.is_appoint),
            is_presell: is_set(self.is_presell),
            is_sample: is_set(self.is_sample),
            origin: self.origin.unwrap_or_default().into_string(),
        };
        Ok(Article {
            common,
            variants,
            images: images.map(Picture::into_urls).collect(),
        })
    }
}

/// Checks that the article has either a live freight template of the store, which is locked, or a freight.
fn check_freight(
    tx: &mut Tx<'_>,
    store_id: i64,
    transport_id: i64,
    freight: Option<i64>,
) -> Result<(), Fault> {
    match (transport_id, freight) {
        (0, None) => Err(Violations::missing("freight").into()),
        (0, Some(_)) => Ok(()),
        (_, Some(_)) => Err(refused("freight", "使用运费模板时不能传")),
        (_, None) => {
            let template = transports::lock(tx, transport_id)?;
            let template = template.filter(|row| row.store_id == store_id);
            let is_live = template.is_some_and(|row| row.state == State::Live);
            check_exists(is_live, "transport_id")
        }
    }
}

/// Checks that a parameter is given for virtual goods, and is not given for other goods.
fn check_virtual(is_virtual: bool, parameter: &str, value: Option<i64>) -> Result<(), Fault> {
    match (is_virtual, value) {
        (true, None) => Err(Violations::missing(parameter).into()),
        (false, Some(_)) => Err(refused(parameter, "只用于虚拟商品")),
        _ => Ok(()),
    }
}

edit! {
    /// 修改商品
    ///
    /// 替换商品的全部内容，店铺和库存除外。带 goods_id 的规格组合被修改，不带的为新增，未列出的下架。
    pub(crate) struct GoodsEdit {
        /// 商品公共编号
        goods_commonid: Id,
        fields: GoodsCreate,
    }
}

/// The variants of an article that was edited.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Edited {
    /// 商品编号列表
    ///
    /// 按 variants 的顺序。
    goods_ids: Vec<i64>,
}

impl Action for GoodsEdit {
    const NAME: &'static str = "admin.teahouse.goods.edit";
    const DONE: &'static str = "修改成功";
    type Reply = Edited;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Edited, Fault> {
        let id = self.goods_commonid.value();
        let article = self.fields.article(tx)?;
        let old = commons::lock(tx, id)?.ok_or(Code::RecordNotFound)?;
        if old.store_id != article.common.store_id {
            return Err(refused("store_id", "不能修改"));
        }
        commons::update(tx, id, &article.common)?;
        let goods_ids = article.write(tx, id)?;
        Ok(Edited { goods_ids })
    }
}

/// 隐藏商品
///
/// 隐藏后全部规格组合下架，恢复后重新上架；已有的订单不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsHide {
    /// 商品公共编号
    goods_commonid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for GoodsHide {
    const NAME: &'static str = "admin.teahouse.goods.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (id, state) = (
            self.goods_commonid.value(),
            self.hidden.unwrap_or_default().state(),
        );
        found(commons::set_state(tx, id, state)?)?;
        Ok(set_live(tx, Changed::OfCommon(id))?)
    }
}
