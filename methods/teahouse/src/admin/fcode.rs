//! F-codes.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer, Page};
use signet_call::{Access, Ctx, List, Method, Operation};
use signet_domain::apps::AppClass;
use signet_domain::audit::{Audit, Audited};
use signet_domain::random;
use signet_fault::Fault;
use signet_store::{Connection, Tx};

use super::check_exists;
use crate::fcode;
use crate::tables::commons::{self, Common, Search};
use crate::tables::fcodes;

/// 生成 F 码
///
/// 每个 F 码可以购买一件商品。F 码只在这里返回一次，请妥善保存。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct FcodeCreate {
    /// 商品公共编号
    ///
    /// is_fcode 为 1 的商品。
    #[schemars(example = 8)]
    goods_commonid: Id,
    /// 生成数量
    #[schemars(example = 2)]
    count: Integer<1, 500>,
}

/// The codes that were made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Codes {
    /// F 码列表
    ///
    /// 每个 12 个字符。
    codes: Vec<String>,
}

impl Operation for FcodeCreate {
    const NAME: &'static str = "admin.teahouse.fcode.create";
    const DONE: &'static str = "添加成功";
    type Reply = Codes;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<Codes>, Fault> {
        let common_id = self.goods_commonid.value();
        let codes: Result<Vec<String>, Fault> = (0..self.count.value()).map(|_| code()).collect();
        let codes = codes?;
        let key = &ctx.services.key;
        let hashes: Result<Vec<String>, Fault> =
            codes.iter().map(|code| fcode::hash(key, code)).collect();
        let hashes = hashes?;
        let work = move |tx: &mut Tx<'_>| {
            let common = commons::find(tx, common_id)?;
            check_exists(
                common.is_some_and(|common| common.is_fcode),
                "goods_commonid",
            )?;
            for hash in &hashes {
                fcodes::insert(tx, common_id, hash)?;
            }
            Ok(())
        };
        let done = audit.transaction(&ctx.services.store, work).await?;
        Ok(done.map(|()| Codes { codes }))
    }
}

/// The letters and digits that are not mistaken for other ones.
const LETTERS: &[char; 32] = &[
    '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L',
    'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
];

/// Returns a new code of 60 random bits, so that codes cannot be guessed.
fn code() -> Result<String, Fault> {
    let bytes = random::bytes::<12>()?;
    // 256 is a multiple of 32, so each letter is as likely as any other.
    let letters = bytes.iter().map(|byte| LETTERS.get(usize::from(byte % 32)));
    Ok(letters.flatten().collect())
}

/// F 码数量
///
/// 每个凭 F 码购买的商品已使用与未使用的 F 码数量，最新的商品在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct FcodeList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// The codes of an article.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Counts {
    /// 商品公共编号
    goods_commonid: i64,
    /// 商品名称
    goods_name: String,
    /// 已使用数量
    used: i64,
    /// 未使用数量
    free: i64,
}

impl Method for FcodeList {
    const NAME: &'static str = "admin.teahouse.fcode.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Counts>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Counts>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut Connection| {
            let search = Search {
                is_fcode: true,
                ..Search::default()
            };
            let paged = commons::page(connection, search, page.request())?;
            let ids: Vec<i64> = paged.rows.iter().map(|common| common.id).collect();
            let counts = fcodes::counts(connection, &ids)?;
            Ok((paged, counts))
        };
        let (paged, counts) = ctx.run(read).await?;
        Ok(List::of(page, paged, |row: Common| {
            let own = counts.iter().find(|(common_id, _, _)| *common_id == row.id);
            let (all, used) = own.map_or((0, 0), |(_, all, used)| (*all, *used));
            Counts {
                goods_commonid: row.id,
                goods_name: row.name,
                used,
                free: all - used,
            }
        }))
    }
}
