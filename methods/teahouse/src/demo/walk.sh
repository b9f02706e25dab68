# The tea shop has the members tea_buyer, with a predeposit of 500.00 and two vouchers, and 测试-廖培坤, with an address and a cart. Both have
# the password secret_1; the password of tea_buyer for payments is pay_pwd_1. The F-code of 限量狮峰龙井 is TEA2026LONGJ.
# curl --data username=tea_buyer --data password=secret_1 --data client=android "{wire}/index.php?act=login"
# curl --data key=$key --data "cart_id=232|1,110|2" --data ifcart=0 "{wire}/index.php?act=member_buy&op=buy_step1"
