# A walk through consulting, from the registration of a buyer to the consultant's income, and an order that is cancelled.
# The log of the gateway shows the code of the short message; with GATEWAY__SMS__TEST_CODE=123456 it is always this one.
code=123456
jars=$(mktemp -d)
as() { jar=$jars/$1; route=$2; shift 2; curl --silent --cookie $jar --cookie-jar $jar {wire}/api/$route "$@"; echo; }
cargo run -q -- app create --appid walk_operator --class admin --ip 127.0.0.1 --secret walk-operator-secret-1 > $jars/app
operator() { cargo run -q -- call "$@" --url {gateway} --appid walk_operator --secret walk-operator-secret-1; }
as buyer user/sms --data phone_number=19900000109
as buyer user/signin --data phone_number=19900000109 --data verification_code=$code
as buyer user/register --data username=buyer_new --data password=secret_1 --data password_again=secret_1
as buyer user/login --data username=buyer_new --data password=secret_1
login=$(as lawyer consultant/login --data username=lawyer_one --data password=secret_1); echo "$login"
consultant_id=$(echo "$login" | sed 's/.*"content":\[\([0-9]*\)\].*/\1/')
as buyer tag/check
order() {
  published=$(as buyer user/post/publish --data tag_id=1 --data-urlencode title=租房合同审核 --data-urlencode content=请看第五条。 --data price=120.00); echo "$published"
  post_id=$(echo "$published" | sed 's/.*"content":\[\([0-9]*\)\].*/\1/')
  order_no=$(echo "$published" | sed 's/.*"order_no":"\([^"]*\)".*/\1/')
  as buyer pay/init --data-urlencode body=租房合同审核 --data out_trade_no=$order_no --data total_fee=12000 --data spbill_create_ip=192.0.2.7
  operator admin.payment.settle order=$order_no outcome=paid
  as lawyer user/post/acquire --get --data tag_id=1
  as lawyer consultant/order/accept --data post_id=$post_id
  as buyer user/order/offers --get --data post_id=$post_id
  as buyer user/order/add --data order_no=$order_no --data create_time=now --data price=120.00 --data post_id=$post_id \
    --data consultant_id=$consultant_id --data status=active
}
order
as lawyer consultant/order/complete --data post_id=$post_id --data-urlencode content=建议删除第五条。
as buyer user/order/confirm --data post_id=$post_id
as lawyer consultant/income/check
order
as buyer user/order/cancel --data post_id=$post_id
operator admin.payment.settle order=$order_no outcome=refunded
