//! Ads.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Hidden, Id, Integer, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::{CityNum, Url, city_id, city_num};
use crate::content::TOPIC;
use crate::tables::ads::{self, Ad, NewAd};
use crate::tables::cities;

/// 添加广告
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct AdCreate {
    /// 城市统一编码
    ///
    /// 不传则属于所有城市。
    #[deserr(default)]
    #[schemars(example = &"511000")]
    city_num: Option<CityNum>,
    /// 广告标题
    title: Line<1, 100>,
    /// 广告文字
    content: Line<1, 500>,
    /// 图片地址
    #[deserr(default)]
    photo: Option<Url>,
    /// 广告类型
    #[schemars(rename = "type")]
    #[deserr(rename = "type")]
    kind: Integer<0, 99>,
    /// 是否最新
    is_new: Flag,
    /// 一级跳转码
    ///
    /// 1 - 首页、2 - 商品、3 - 个人中心。
    first_jump: Integer<1, 3>,
    /// 二级跳转码
    ///
    /// 11 - 维修项目主页、12 - 安装项目主页、21 - 商品主页、31 - 订单详情页、32 - 折扣券详情页、33 - 消息中心页；没有则为 null。
    #[deserr(default)]
    second_jump: Option<Integer<11, 33>>,
    /// 商品 ID 或维修、安装 ID
    ///
    /// 没有则为 null。
    #[deserr(default)]
    third_jump: Option<Id>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 广告 ID
    ad_id: i64,
}

impl Action for AdCreate {
    const NAME: &'static str = "admin.homecare.ad.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx)?;
        let ad_id = ads::insert(tx, &row)?;
        Ok(Created { ad_id })
    }
}

/// The pages that `second_jump` can name. They are below the pages of `first_jump`.
const PAGES: [i64; 6] = [11, 12, 21, 31, 32, 33];

impl AdCreate {
    /// Checks the parameters and returns the row to write.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewAd, Fault> {
        let second_jump = self.second_jump.map(Integer::value);
        if second_jump.is_some_and(|page| !PAGES.contains(&page)) {
            return Err(Violations::one("second_jump", "必须为11、12、21、31、32或33").into());
        }
        Ok(NewAd {
            area: city_id(tx, self.city_num.as_ref())?,
            title: self.title.into_string(),
            content: self.content.into_string(),
            photo: self.photo.map(Text::into_string).unwrap_or_default(),
            kind: self.kind.value(),
            is_new: self.is_new.is_set(),
            first_jump: self.first_jump.value(),
            second_jump,
            third_jump: self.third_jump.map(Integer::value),
        })
    }
}

edit! {
    /// 修改广告
    pub(crate) struct AdEdit {
        /// 广告 ID
        ad_id: Id,
        fields: AdCreate,
    }
}

impl Action for AdEdit {
    const NAME: &'static str = "admin.homecare.ad.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.ad_id.value();
        let row = self.fields.row(tx)?;
        found(ads::update(tx, id, &row)?)
    }
}

/// 隐藏广告
///
/// 隐藏后客户端得不到该广告。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct AdHide {
    /// 广告 ID
    ad_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for AdHide {
    const NAME: &'static str = "admin.homecare.ad.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(ads::set_state(tx, self.ad_id.value(), state)?)
    }
}

/// 广告列表
///
/// 全部广告，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct AdList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 广告
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 广告 ID
    ad_id: i64,
    /// 城市统一编码
    ///
    /// 属于所有城市则为空字符串。
    city_num: String,
    /// 广告标题
    title: String,
    /// 广告文字
    content: String,
    /// 图片地址
    photo: String,
    /// 广告类型
    #[serde(rename = "type")]
    kind: i64,
    /// 是否最新
    ///
    /// 0 - 否、1 - 是。
    is_new: i64,
    /// 一级跳转码
    ///
    /// 1 - 首页、2 - 商品、3 - 个人中心。
    first_jump: i64,
    /// 二级跳转码
    ///
    /// 11 - 维修项目主页、12 - 安装项目主页、21 - 商品主页、31 - 订单详情页、32 - 折扣券详情页、33 - 消息中心页；没有则为 null。
    second_jump: Option<i64>,
    /// 商品 ID 或维修、安装 ID
    ///
    /// 没有则为 null。
    third_jump: Option<i64>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for AdList {
    const NAME: &'static str = "admin.homecare.ad.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut Connection| {
            let numbers = cities::numbers(connection)?;
            Ok((numbers, ads::page(connection, page.request())?))
        };
        let (numbers, paged) = ctx.run(read).await?;
        Ok(List::of(page, paged, |row: Ad| Shown {
            ad_id: row.id,
            city_num: city_num(&numbers, row.area),
            title: row.title,
            content: row.content,
            photo: row.photo,
            kind: row.kind,
            is_new: row.is_new.into(),
            first_jump: row.first_jump,
            second_jump: row.second_jump,
            third_jump: row.third_jump,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
