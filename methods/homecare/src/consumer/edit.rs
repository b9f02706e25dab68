use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Line, Text, check_birthday};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::tables::consumers::{self, Edited};

/// 顾客更改个人信息
///
/// 没有传的信息不变。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Edit {
    /// 用户地址
    #[deserr(default)]
    address: Option<Line<1, 200>>,
    /// 用户性别
    ///
    /// 1 - 男、2 - 女、3 - 保密。
    #[deserr(default)]
    sex: Option<Integer<1, 3>>,
    /// 生日
    ///
    /// 格式：Y-m-d，从 1900-01-01 到今天。
    #[deserr(default)]
    #[schemars(example = &"1999-01-01")]
    birthday: Option<Text<10, 10>>,
}

/// The profile was changed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Changed {
    /// 结果说明
    msg: &'static str,
}

impl Method for Edit {
    const NAME: &'static str = "homecare.consumer.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    type Reply = Changed;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Changed, Fault> {
        let birthday = self.birthday.map(Text::into_string);
        if let Some(day) = &birthday {
            check_birthday("birthday", day, &ctx.date_time(ctx.now))?;
        }
        let user_id = ctx.user()?;
        let edited = Edited {
            address: self.address.map(Line::into_string),
            sex: self.sex.map(Integer::value),
            birthday,
        };
        ctx.tx(move |tx| match consumers::update(tx, user_id, &edited)? {
            true => Ok(()),
            false => Err(Fault::internal("an account of homecare has no consumer")),
        })
        .await?;
        Ok(Changed {
            msg: "change info success",
        })
    }
}
