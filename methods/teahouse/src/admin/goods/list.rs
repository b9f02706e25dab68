use std::collections::HashMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Access, Ctx, List, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::{Connection, Paged, State};
use signet_wire::Fen;

use super::super::picture::PictureView;
use crate::goods::{Spec, Specs};
use crate::tables::commons::{self, Common, Search};
use crate::tables::gallery;
use crate::tables::goods::{Goods, of_commons};

/// 商品列表
///
/// 符合全部条件的商品，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct GoodsList {
    /// 店铺编号
    #[deserr(default)]
    store_id: Option<Id>,
    /// 分类编号
    #[deserr(default)]
    gc_id: Option<Id>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 商品
#[derive(Serialize, JsonSchema)]
pub(crate) struct ArticleView {
    /// 商品公共编号
    goods_commonid: i64,
    /// 店铺编号
    store_id: i64,
    /// 分类编号
    gc_id: i64,
    /// 商品名称
    goods_name: String,
    /// 商品广告词
    goods_jingle: String,
    /// 规格
    specs: Vec<SpecView>,
    /// 规格组合
    ///
    /// 包括已下架的，按商品编号排列。
    variants: Vec<VariantView>,
    /// 商品图片
    images: Vec<PictureView>,
    /// 商品介绍
    ///
    /// HTML，没有脚本、样式和表单。
    body: String,
    /// 运费模板编号
    ///
    /// 0 - 不使用运费模板。
    transport_id: i64,
    /// 运费
    ///
    /// 单位：分。
    freight: Fen,
    /// 产地
    origin: String,
    /// 是否可开增值税发票
    has_vat: i64,
    /// 是否虚拟商品
    is_virtual: i64,
    /// 虚拟商品有效期
    ///
    /// 不是虚拟商品则为空字符串。
    virtual_indate: String,
    /// 虚拟商品购买上限
    virtual_limit: i64,
    /// 是否 F 码商品
    is_fcode: i64,
    /// 是否预约商品
    is_appoint: i64,
    /// 是否预售商品
    is_presell: i64,
    /// 是否茶样商品
    is_sample: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

/// A spec.
#[derive(Serialize, JsonSchema)]
struct SpecView {
    /// 规格名称
    name: String,
    /// 规格值
    values: Vec<String>,
}

/// A variant.
#[derive(Serialize, JsonSchema)]
struct VariantView {
    /// 商品编号
    goods_id: i64,
    /// 规格值
    ///
    /// 按规格的顺序；已下架的为空。
    values: Vec<String>,
    /// 商品价格
    ///
    /// 单位：分。
    price: Fen,
    /// 市场价
    ///
    /// 单位：分。
    marketprice: Fen,
    /// 库存
    storage: i64,
    /// 已售数量
    salenum: i64,
    /// 图片地址
    image_url: String,
    /// 中图地址
    ///
    /// 没有则为空字符串。
    middle_url: String,
    /// 赠品
    gifts: Vec<GiftView>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 是否在售
    ///
    /// 规格组合、商品和店铺都显示时为 1。
    live: i64,
}

/// A gift.
#[derive(Clone, Serialize, JsonSchema)]
struct GiftView {
    /// 赠品商品编号
    goods_id: i64,
    /// 赠送数量
    amount: i64,
}

impl Method for GoodsList {
    const NAME: &'static str = "admin.teahouse.goods.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<ArticleView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<ArticleView>, Fault> {
        let page = self.page.unwrap_or_default();
        let search = Search {
            store_id: self.store_id.map(Id::value),
            gc_id: self.gc_id.map(Id::value),
            is_fcode: false,
        };
        let read = move |connection: &mut Connection| {
            let paged = commons::page(connection, search, page.request())?;
            let parts = Parts::of(connection, &paged)?;
            Ok((paged, parts))
        };
        let (paged, mut parts) = ctx.run(read).await?;
        Ok(List::of(page, paged, |common| parts.view(ctx, common)))
    }
}

/// The variants, pictures and descriptions of the articles of a page, by article, and the gifts, by goods.
#[derive(Default)]
struct Parts {
    variants: HashMap<i64, Vec<(Goods, State)>>,
    images: HashMap<i64, Vec<PictureView>>,
    gifts: HashMap<i64, Vec<GiftView>>,
    bodies: HashMap<i64, String>,
}

impl Parts {
    fn of(connection: &mut Connection, paged: &Paged<Common>) -> Result<Parts, Fault> {
        let ids: Vec<i64> = paged.rows.iter().map(|common| common.id).collect();
        let mut parts = Parts {
            bodies: commons::bodies(connection, &ids)?,
            ..Parts::default()
        };
        let mut goods_ids = Vec::new();
        for (goods, state) in of_commons(connection, &ids)? {
            goods_ids.push(goods.id);
            let of_common = parts.variants.entry(goods.common_id).or_default();
            of_common.push((goods, state));
        }
        for (common_id, url, middle_url) in gallery::images_of(connection, &ids)? {
            let of_common = parts.images.entry(common_id).or_default();
            of_common.push((url, middle_url).into());
        }
        for (of_goods, goods_id, amount) in gallery::gifts_of(connection, &goods_ids)? {
            let gift = GiftView { goods_id, amount };
            parts.gifts.entry(of_goods).or_default().push(gift);
        }
        Ok(parts)
    }

    fn view(&mut self, ctx: &Ctx<'_>, common: Common) -> ArticleView {
        let specs = Specs::read(&common.specs);
        let variants = self.variants.remove(&common.id).unwrap_or_default();
        let variants = variants.into_iter().map(|(goods, state)| VariantView {
            goods_id: goods.id,
            values: specs
                .of_variant(&goods.spec)
                .0
                .into_iter()
                .map(|(_, value)| value)
                .collect(),
            price: Fen(goods.price),
            marketprice: Fen(goods.marketprice),
            storage: goods.storage,
            salenum: goods.salenum,
            image_url: goods.image_url,
            middle_url: goods.middle_url,
            gifts: self.gifts.remove(&goods.id).unwrap_or_default(),
            state: state.value(),
            live: goods.live.into(),
        });
        let variants = variants.collect();
        let virtual_indate = match common.is_virtual {
            true => ctx.date_time(common.virtual_indate),
            false => String::new(),
        };
        ArticleView {
            goods_commonid: common.id,
            store_id: common.store_id,
            gc_id: common.gc_id,
            goods_name: common.name,
            goods_jingle: common.jingle,
            specs: specs.into_vec().into_iter().map(SpecView::from).collect(),
            variants,
            images: self.images.remove(&common.id).unwrap_or_default(),
            body: self.bodies.remove(&common.id).unwrap_or_default(),
            transport_id: common.transport_id,
            freight: Fen(common.freight),
            origin: common.origin,
            has_vat: common.has_vat.into(),
            is_virtual: common.is_virtual.into(),
            virtual_indate,
            virtual_limit: common.virtual_limit,
            is_fcode: common.is_fcode.into(),
            is_appoint: common.is_appoint.into(),
            is_presell: common.is_presell.into(),
            is_sample: common.is_sample.into(),
            state: common.state.value(),
        }
    }
}

impl From<Spec> for SpecView {
    fn from(Spec { name, values }: Spec) -> SpecView {
        SpecView { name, values }
    }
}
