use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_fault::Fault;
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Paged};
use signet_wire::Fen;

use crate::CONSULTING;
use crate::lifecycle::payment::pay_status;
use crate::tables::moves::{self, Move};
use crate::tables::orders::Order;
use crate::tables::posts::Post;

/// 订单
#[derive(Serialize, JsonSchema)]
pub(crate) struct OrderView {
    /// 订单 ID
    ///
    /// 即需求 ID。
    order_id: i64,
    /// 订单号
    order_no: String,
    /// 客户 ID
    user_id: i64,
    /// 顾问 ID
    consultant_id: i64,
    /// 需求标题
    title: String,
    /// 订单价格
    ///
    /// 单位：分。
    price: Fen,
    /// 订单状态
    ///
    /// active - 进行中、delivered - 已答复、disputed - 争议中、done - 已完成、cancelled - 已取消。
    state: &'static str,
    /// 支付状态
    ///
    /// free - 免费、unpaid - 未支付、paid - 已支付、refunding - 退款中、refunded - 已退款。
    pay_status: &'static str,
    /// 顾问的答复
    ///
    /// 没有则为空字符串。
    answer: String,
    /// 取消者
    ///
    /// buyer - 客户、consultant - 顾问、operator - 管理员；未取消则为空字符串。
    cancelled_by: String,
    /// 状态变更记录
    ///
    /// 需求和订单的，最早的在前。
    moves: Vec<MoveView>,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

/// 状态变更
#[derive(Serialize, JsonSchema)]
struct MoveView {
    /// 操作者
    ///
    /// 如 buyer:7、consultant:8、operator、payment、sweep。
    actor: String,
    /// 操作
    what: String,
    /// 之前的状态
    ///
    /// 没有则为空字符串。
    from: String,
    /// 之后的状态
    to: String,
    /// 原因
    ///
    /// 没有则为空字符串。
    reason: String,
    /// 时间
    c_time: String,
}

/// An order with its post, charge and history.
pub(super) struct Row {
    order: Order,
    post: Post,
    charge: Option<Charge>,
    moves: Vec<Move>,
}

/// Reads the charges and histories of a page of orders, in two queries.
pub(super) fn with_parts(
    connection: &mut Connection,
    orders: Paged<(Order, Post)>,
) -> Result<Paged<Row>, Fault> {
    let rows = || orders.rows.iter();
    let ids: Vec<i64> = rows().map(|(order, _)| order.post_id).collect();
    let order_nos: Vec<&str> = rows().map(|(_, post)| &*post.order_no).collect();
    let mut moves = moves::of_posts(connection, &ids)?;
    let mut charges: HashMap<String, Charge> =
        charges::newest_of(connection, CONSULTING.name(), &order_nos)?;
    let row = |(order, post): (Order, Post)| Row {
        charge: charges.remove(&post.order_no),
        moves: moves.remove(&post.id).unwrap_or_default(),
        order,
        post,
    };
    Ok(Paged {
        total: orders.total,
        rows: orders.rows.into_iter().map(row).collect(),
    })
}

impl Row {
    /// Returns the order as operators see it.
    pub(super) fn shown(self, ctx: &Ctx<'_>) -> OrderView {
        let Row {
            order,
            post,
            charge,
            moves,
        } = self;
        OrderView {
            order_id: order.post_id,
            order_no: post.order_no,
            user_id: order.user_id,
            consultant_id: order.consultant_id,
            title: post.title,
            price: Fen(order.price),
            state: order.state.name(),
            pay_status: pay_status(order.price, charge.as_ref()),
            answer: order.answer,
            cancelled_by: order.cancelled_by,
            moves: moves.into_iter().map(|row| moved(ctx, row)).collect(),
            c_time: ctx.date_time(order.created_at),
            u_time: ctx.date_time(order.updated_at),
        }
    }
}

fn moved(ctx: &Ctx<'_>, row: Move) -> MoveView {
    MoveView {
        actor: row.actor,
        what: row.what,
        from: row.from_state,
        to: row.to_state,
        reason: row.reason,
        c_time: ctx.date_time(row.created_at),
    }
}
