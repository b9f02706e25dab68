"""Tests without a gateway: signatures under FIPS, and answers that are not from a gateway."""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from signet_client import Client, NoReply

SECRET = "7512100214f62d7de8ba01b281d6da02"
FIPS = """
openssl_conf = all
[all]
providers = providers
alg_section = algorithms
[providers]
default = default_provider
[default_provider]
activate = 1
[algorithms]
default_properties = fips=yes
"""
SIGN = """
import hashlib
from signet_client import sign
try:
    hashlib.md5(b"")
    print("lenient")
except ValueError:
    print("strict")
print(sign("MD5", "{}", "0123456789abcdef"))
"""


class Fips(unittest.TestCase):
    def run_under(self, **environment):
        source = str(Path(__file__).parents[1] / "src")
        environment = {**os.environ, "PYTHONPATH": source, **environment}
        ran = subprocess.run([sys.executable, "-B", "-c", SIGN], env=environment, capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout.split("\n")

    def test_an_openssl_that_is_held_to_fips_signs_alike(self):
        with tempfile.NamedTemporaryFile("w", suffix=".cnf") as config:
            config.write(FIPS)
            config.flush()
            held = self.run_under(OPENSSL_CONF=config.name)
        free = self.run_under()
        self.assertEqual(held[1], free[1])
        if held[0] == "lenient":
            self.skipTest("this OpenSSL cannot be held to FIPS")


class Answers(unittest.TestCase):
    def told(self, status, headers, body):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            client = Client(f"http://127.0.0.1:{server.server_port}/", "ios_app_id", SECRET, attempts=1)
            with self.assertRaises(NoReply) as raised:
                client.call("system.init")
            server.shutdown()
        return str(raised.exception).replace("no reply in 1 attempts: ", "")

    def test_what_is_no_envelope_is_told_by_status_and_content_type(self):
        of_json = {"Content-Type": "application/json"}
        for status, headers, body, content_type in [
            (502, {"Content-Type": "text/html"}, b"<html>502 Bad Gateway</html>", "text/html"),
            (404, of_json, b'{"error":"no route"}', "application/json"),
            (200, of_json, b'{"code":200,"msg":"suc', "application/json"),
            (200, of_json, b'{"code":"200","msg":"success"}', "application/json"),
            (200, of_json, b"[]", "application/json"),
            (200, {"Content-Type": "text/html; charset=gbk"}, b'{"code":200,"msg":"\xc4\xe3"}', "text/html; charset=gbk"),
            (200, {}, b"", "none"),
            (302, {"Location": "http://127.0.0.1:1/"}, b"", "none"),
        ]:
            with self.subTest(status=status, body=body):
                expected = f"HTTP {status} without an envelope, content type {content_type}"
                self.assertEqual(self.told(status, headers, body), expected)


if __name__ == "__main__":
    unittest.main()
