//! The rules of money and stock. The scenario that kills gateways checks them as well.

/// Each rule, with the rows that break it: a table and a condition on its rows. Closed orders (state 0) have returned
/// everything.
pub(crate) const RULES: &[(&str, &str)] = &[
    (
        "goods have sold what orders have",
        "teahouse_goods g WHERE g.salenum <> (SELECT COALESCE(SUM(l.num), 0) FROM teahouse_order_goods l
            JOIN teahouse_orders o ON o.id = l.order_id WHERE l.goods_id = g.id AND o.state <> 0)",
    ),
    (
        "promotions have sold what orders have, and no more than their quota",
        "teahouse_promotions p WHERE (p.quota > 0 AND p.sold > p.quota)
            OR p.sold <> (SELECT COALESCE(SUM(l.num), 0) FROM teahouse_order_goods l
                JOIN teahouse_orders o ON o.id = l.order_id WHERE l.promotion_id = p.id AND o.state <> 0)
            OR p.sold <> (SELECT COALESCE(SUM(s.quantity), 0) FROM teahouse_promotion_sales s WHERE s.promotion_id = p.id)",
    ),
    (
        "members have bought in promotions what their orders have, and no more than the limit",
        "teahouse_promotion_sales s JOIN teahouse_promotions p ON p.id = s.promotion_id
            WHERE (p.upper_limit > 0 AND s.quantity > p.upper_limit)
            OR s.quantity <> (SELECT COALESCE(SUM(l.num), 0) FROM teahouse_order_goods l
                JOIN teahouse_orders o ON o.id = l.order_id
                WHERE l.promotion_id = s.promotion_id AND o.user_id = s.user_id AND o.state <> 0)",
    ),
    (
        "samples count their claims, and no more than their number",
        "teahouse_samples s WHERE s.received > s.limit_number
            OR s.received <> (SELECT COUNT(*) FROM teahouse_sample_claims c WHERE c.sample_id = s.id)",
    ),
    (
        "each claim is that of an order",
        "teahouse_sample_claims c WHERE NOT EXISTS (SELECT 1 FROM teahouse_orders o WHERE o.id = c.order_id
            AND o.sample_id = c.sample_id AND o.user_id = c.user_id AND o.state <> 0)",
    ),
    (
        "each order with a sample has its claim",
        "teahouse_orders o WHERE o.sample_id IS NOT NULL AND o.state <> 0 AND NOT EXISTS
            (SELECT 1 FROM teahouse_sample_claims c WHERE c.order_id = o.id AND c.sample_id = o.sample_id)",
    ),
    (
        "each used voucher is that of an order of its member and its store",
        "teahouse_vouchers v WHERE (v.state = 2 OR v.order_id IS NOT NULL) AND (v.state <> 2 OR NOT EXISTS
            (SELECT 1 FROM teahouse_orders o WHERE o.id = v.order_id AND o.voucher_id = v.id AND o.user_id = v.user_id
                AND o.store_id = v.store_id AND o.voucher_amount = v.price AND o.state <> 0))",
    ),
    (
        "each order with a voucher has it",
        "teahouse_orders o WHERE o.state <> 0 AND (o.voucher_id IS NOT NULL OR o.voucher_amount <> 0) AND NOT EXISTS
            (SELECT 1 FROM teahouse_vouchers v WHERE v.id = o.voucher_id AND v.order_id = o.id)",
    ),
    (
        "each used F-code is that of an order of a piece of its article",
        "teahouse_fcodes f WHERE f.order_id IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM teahouse_orders o JOIN teahouse_order_goods l ON l.order_id = o.id
                WHERE o.id = f.order_id AND l.common_id = f.common_id AND l.kind <> 5 AND l.num = 1 AND o.state <> 0)",
    ),
    (
        "each order of goods that are sold for a code has one",
        "teahouse_orders o JOIN teahouse_order_goods l ON l.order_id = o.id JOIN teahouse_commons c ON c.id = l.common_id
            WHERE c.is_fcode AND l.kind <> 5 AND o.state <> 0 AND NOT EXISTS
            (SELECT 1 FROM teahouse_fcodes f WHERE f.order_id = o.id AND f.common_id = c.id)",
    ),
    (
        "the predeposit is the sum of its ledger",
        "teahouse_members m WHERE m.predeposit < 0 OR m.predeposit <>
            (SELECT COALESCE(SUM(p.delta), 0) FROM teahouse_predeposit_log p WHERE p.user_id = m.user_id)",
    ),
    (
        "each balance of a ledger is the sum up to it",
        "teahouse_predeposit_log p WHERE p.balance < 0 OR p.delta = 0 OR p.balance <>
            (SELECT SUM(q.delta) FROM teahouse_predeposit_log q WHERE q.user_id = p.user_id AND q.id <= p.id)",
    ),
    (
        "orders have taken from the predeposit what they say",
        "teahouse_orders o WHERE -o.pd_amount <> (SELECT COALESCE(SUM(p.delta), 0) FROM teahouse_predeposit_log p
            WHERE p.user_id = o.user_id AND p.reason = 'order' AND p.ref = o.order_sn)",
    ),
    (
        "closed orders have given back what they took from the predeposit, others nothing",
        "teahouse_orders o WHERE (CASE o.state WHEN 0 THEN o.pd_amount ELSE 0 END) <>
            (SELECT COALESCE(SUM(p.delta), 0) FROM teahouse_predeposit_log p
                WHERE p.user_id = o.user_id AND p.reason = 'order_close' AND p.ref = o.order_sn)",
    ),
    (
        "the amounts of orders add up",
        "teahouse_orders o WHERE o.order_amount <> o.goods_amount - o.mansong_amount - o.voucher_amount + o.shipping_fee
            OR o.order_amount < o.shipping_fee OR o.mansong_amount < 0 OR o.voucher_amount < 0 OR o.shipping_fee < 0",
    ),
    (
        "the lines of orders add up to their amounts",
        "teahouse_orders o WHERE o.order_amount - o.shipping_fee <>
                (SELECT COALESCE(SUM(l.pay_price), -1) FROM teahouse_order_goods l WHERE l.order_id = o.id)
            OR o.goods_amount <> (SELECT SUM(l.price * l.num) FROM teahouse_order_goods l WHERE l.order_id = o.id)",
    ),
    (
        "no line is paid below nothing or above its price",
        "teahouse_order_goods l WHERE l.pay_price < 0 OR l.pay_price > l.price * l.num OR l.num < 1",
    ),
    (
        "the predeposit pays no cash, and what is paid in full is not unpaid",
        "teahouse_orders o WHERE o.pd_amount < 0 OR o.pd_amount > o.order_amount
            OR (o.pay_name = 'offline' AND (o.pd_amount <> 0 OR o.state = 10))
            OR (o.pay_name = 'online' AND o.state = 10 AND o.pd_amount = o.order_amount)",
    ),
    (
        "each pay number has orders, one for each store, of its member",
        "teahouse_payments p WHERE NOT EXISTS (SELECT 1 FROM teahouse_orders o WHERE o.payment_id = p.id)
            OR EXISTS (SELECT 1 FROM teahouse_orders o WHERE o.payment_id = p.id AND o.user_id <> p.user_id)
            OR EXISTS (SELECT 1 FROM teahouse_orders o JOIN teahouse_orders q ON q.payment_id = o.payment_id
                WHERE o.payment_id = p.id AND q.store_id = o.store_id AND q.id <> o.id)",
    ),
    (
        "each order has its pay number",
        "teahouse_orders o WHERE NOT EXISTS (SELECT 1 FROM teahouse_payments p WHERE p.id = o.payment_id)",
    ),
];
