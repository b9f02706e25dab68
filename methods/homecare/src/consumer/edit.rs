use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Line, Text};
use signet_call::{Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_domain::clock::LocalTime;
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
            check_birthday(day, &ctx.date_time(ctx.now))?;
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

/// Checks that a text is a day from 1900 up to today. `now` starts with today.
fn check_birthday(day: &str, now: &str) -> Result<(), Violations> {
    if LocalTime::parse(&format!("{day} 00:00:00")).is_none() {
        return Err(Violations::one("birthday", "格式不正确，应为 Y-m-d"));
    }
    // Texts of this form are in the order of their days.
    match ("1900-01-01"..=now).contains(&day) {
        true => Ok(()),
        false => Err(Violations::one("birthday", "必须在1900-01-01到今天之间")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_a_real_day_of_the_past() {
        let check = |day| check_birthday(day, "2026-11-28 13:55:15");
        for day in ["1900-01-01", "1999-01-01", "2000-02-29", "2026-11-28"] {
            assert_eq!(check(day), Ok(()), "{day}");
        }
        for day in [
            "1899-12-31",
            "2026-11-29",
            "1999-02-29",
            "1999-1-1",
            "19990101",
            "1999/01/01",
            "",
        ] {
            assert!(check(day).is_err(), "{day}");
        }
    }
}
