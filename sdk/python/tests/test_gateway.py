"""Tests against a running gateway with demo content.

SIGNET_URL is its address. SIGNET_LOSSY_URL is the address of a proxy in front of it that loses the first two replies to each body.
"""

import base64
import os
import random
import time
import unittest
from unittest import mock

from signet_client import Client, Fault, NoReply

URL = os.environ.get("SIGNET_URL", "")
LOSSY_URL = os.environ.get("SIGNET_LOSSY_URL", "")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOUR = 3600


def connect(url=URL, secret="7512100214f62d7de8ba01b281d6da02", **options):
    return Client(url, "ios_app_id", secret, common={"platform": 1}, **options)


def register(client):
    """Registers a new account. A second code for the same mobile within a minute would be a fault."""
    mobile = f"138{random.randrange(10**8):08}"
    client.call("sms.send", {"mobile": mobile, "key": "USER_REGISTER_CODE"})
    session = client.call("user.register", {"mobile": mobile, "password": "secret_1", "code": "123456"})
    client.token = session["token"]
    return mobile


@unittest.skipIf(URL == "", "SIGNET_URL is not set")
class Gateway(unittest.TestCase):
    def fault(self, call):
        with self.assertRaises(Fault) as raised:
            call()
        return raised.exception

    def test_an_account_is_made_looked_at_and_left_with_either_signature(self):
        for sign_type in ("MD5", "HMAC-SHA256"):
            client = connect(sign_type=sign_type)
            mobile = register(client)
            client.call("user.nickname.edit", {"nickname": "a+b&c%/张😀"})
            user = client.call("user.detail")
            self.assertEqual((user["mobile"], user["nickname"]), (mobile, "a+b&c%/张😀"))
            self.assertIsNone(client.call("user.logout"))
            fault = self.fault(lambda: client.call("user.detail"))
            self.assertEqual((fault.code, fault.sub_code), (601, "session_expired"))

    def test_a_clock_that_is_an_hour_wrong_is_put_right(self):
        for wrong in (-HOUR, HOUR):
            client = connect(now=lambda: time.time() + wrong)
            client.call("system.request.token", {"number": 1})
            self.assertAlmostEqual(client.clock_offset, -wrong, delta=1)

    def test_nothing_is_signed_anew_after_an_attempt_without_a_reply(self):
        client = connect(LOSSY_URL, now=lambda: time.time() + HOUR)
        self.assertEqual(self.fault(lambda: client.call("system.init")).sub_code, "bad_timestamp")
        client.call("system.init")

    def test_a_retry_gets_the_stored_reply(self):
        client = connect(LOSSY_URL)
        register(client)
        self.assertGreater(client.call("system.upload", image=PNG)["file_id"], 0)

    def test_no_reply_is_told_from_a_fault(self):
        with self.assertRaises(NoReply):
            connect(LOSSY_URL, attempts=2).call("system.init")
        fault = self.fault(lambda: connect(secret="0123456789abcdef").call("system.init"))
        self.assertEqual((fault.code, fault.sub_code), (503, "bad_signature"))
        self.assertNotEqual(fault.request_id, "")

    def test_an_integer_of_64_bits_arrives_as_it_is(self):
        fault = self.fault(lambda: connect().call("goods.detail", {"goods_id": 2**63 - 1}))
        self.assertEqual(fault.sub_code, "goods_not_found")

    def test_a_busy_gateway_is_asked_again(self):
        client = connect()
        busy = mock.Mock(retry_after=0, envelope={"code": 500, "msg": "busy", "sub_code": "overloaded"})
        good = mock.Mock(envelope={"code": 200, "msg": "success"})
        with mock.patch.object(client, "_attempt", side_effect=[busy, good]) as attempt:
            client.call("user.logout")
        self.assertIs(attempt.call_args_list[0].args[0], attempt.call_args_list[1].args[0])
        with mock.patch.object(client, "_attempt", return_value=busy):
            self.assertEqual(self.fault(lambda: client.call("user.logout")).sub_code, "overloaded")


if __name__ == "__main__":
    unittest.main()
