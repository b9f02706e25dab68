use signet_call::params::Id;
use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_domain::categories::{self, GOODS};
use signet_fault::{Code, Fault};
use signet_store::goods;
use signet_store::products::{self, Product};
use signet_store::{State, Tx};

use super::goods::{ProductFields, violation};
use super::goods_create::GoodsCreate;
use super::{found, not_taken};

edit! {
    /// 修改商品
    ///
    /// 带 productid 的货品被修改，不带的为新增，未列出的被隐藏。
    pub(crate) struct GoodsEdit {
        /// 商品 ID
        goodsid: Id,
        fields: GoodsCreate,
    }
}

impl Method for GoodsEdit {
    const NAME: &'static str = "admin.goods.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::RecordNotFound,
        Code::CategoryNotFound,
        Code::AlreadyExists,
    ];
    type Reply = ();
    const DONE: &'static str = "修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.goodsid.value();
        let (goods, images, products) = self.fields.checked()?;
        let edit = move |tx: &mut Tx<'_>| {
            // The products first, as an order locks them.
            let present = products::lock_of_goods(tx, id)?;
            categories::check(tx, goods.category_id, GOODS)?;
            found(goods::update(tx, id, &goods)?)?;
            goods::set_images(tx, id, &images)?;
            replace(tx, id, &present, &products)
        };
        ctx.tx(edit).await
    }
}

/// Hides the products of goods that are not listed, changes those that are, and adds the new ones.
fn replace(
    tx: &mut Tx<'_>,
    goods_id: i64,
    present: &[Product],
    listed: &[ProductFields],
) -> Result<(), Fault> {
    let kept = |id: i64| {
        let mut ids = listed.iter().filter_map(|product| product.productid);
        ids.any(|kept| kept.value() == id)
    };
    let gone = present.iter().map(|product| product.id);
    let gone: Vec<i64> = gone.filter(|&id| !kept(id)).collect();
    products::set_state(tx, &gone, State::Hidden)?;
    for (index, product) in listed.iter().enumerate() {
        match product.productid.map(Id::value) {
            Some(id) if present.iter().any(|present| present.id == id) => {
                not_taken(products::update(tx, id, &product.change()))?;
            }
            Some(_) => return Err(violation(index, "productid", "不属于该商品").into()),
            None => {
                not_taken(products::insert(tx, &product.new_of(goods_id)))?;
            }
        }
    }
    Ok(())
}
