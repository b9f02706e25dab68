use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Tx;

use super::check_tags;
use crate::lifecycle::post::find_own;
use crate::parameters::{Content, Tags, Title};
use crate::tables::post_tags;
use crate::tables::posts::{self, PostState};
use crate::{CLIENTS, faults};

/// 用户修改需求信息
///
/// 只能修改未付款或公开的需求。修改后，顾问须重新接单。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Modify {
    /// 需求 ID
    post_id: Id,
    /// 标签 ID
    ///
    /// 1-5 个不同的标签，替换原有的标签。
    tag_id: Tags,
    /// 需求标题
    #[schemars(example = &"租房合同审核")]
    title: Title,
    /// 需求具体内容
    #[schemars(example = &"请帮我看一份租房合同，有没有不利的条款。")]
    content: Content,
}

impl Method for Modify {
    const NAME: &'static str = "consulting.post.modify";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::TAG_UNKNOWN,
        faults::POST_NOT_FOUND,
        faults::POST_STATE,
    ];
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, tag_ids) = (ctx.user()?, self.tag_id.into_vec());
        let (post_id, title, content) = (self.post_id.value(), self.title, self.content);
        ctx.tx(move |tx| {
            let text = Text {
                title: title.as_str(),
                content: content.as_str(),
                tag_ids: &tag_ids,
            };
            modify(tx, user_id, post_id, &text)
        })
        .await
    }
}

struct Text<'a> {
    title: &'a str,
    content: &'a str,
    tag_ids: &'a [i64],
}

fn modify(tx: &mut Tx<'_>, user_id: i64, post_id: i64, text: &Text<'_>) -> Result<(), Fault> {
    posts::lock(tx, post_id)?;
    let post = find_own(tx, user_id, post_id)?;
    if post.deleted {
        return Err(faults::POST_NOT_FOUND.into());
    }
    if post.hidden || !matches!(post.state, PostState::Unpaid | PostState::Open) {
        return Err(faults::POST_STATE.into());
    }
    let tags = post_tags::of_posts(tx, &[post_id])?;
    let tags = tags.get(&post_id).map_or(&[][..], Vec::as_slice);
    // A post may keep its tags even if operators have hidden them since.
    let added = text.tag_ids.iter().filter(|tag| !tags.contains(tag));
    check_tags(tx, &added.copied().collect::<Vec<_>>())?;
    let has_same_tags = tags == text.tag_ids;
    if has_same_tags && post.title == text.title && post.content == text.content {
        return Ok(());
    }
    posts::modify(tx, post_id, text.title, text.content)?;
    if !has_same_tags {
        post_tags::replace(tx, post_id, text.tag_ids, post.opened_at)?;
    }
    Ok(())
}
