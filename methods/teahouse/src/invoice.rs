//! The invoice details that members have entered.

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod list;

use crate::tables::invoices::Invoice;

/// The text of an order without an invoice.
pub(crate) const NO_INVOICE: &str = "不需要发票";

/// The kind of invoices with VAT.
pub(crate) const VAT: i64 = 2;

/// Returns an invoice in words, in the form in which an order stores it.
pub(crate) fn text(invoice: &Invoice) -> String {
    let kind = match invoice.kind {
        VAT => "增值税发票",
        _ => "普通发票",
    };
    let parts = [kind, &invoice.title, &invoice.code, &invoice.content];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
