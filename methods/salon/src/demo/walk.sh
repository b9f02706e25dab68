# Salon has the accounts 13333333333 (password zmei-2015), 13333333334 (123456), 13333333335 (no password) and 13333333336 (locked).
# curl --json '{"grant_type": "password", "client_id": 41, "mobile": "13333333333", "password": "zmei-2015"}' {wire}/login/token
# curl --header "Authorization: Bearer $access_token" {wire}/accounts/me
