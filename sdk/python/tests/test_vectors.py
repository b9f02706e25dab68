import json
import unittest
from pathlib import Path
from urllib.parse import parse_qsl

from signet_client import encode_form, sign

FILE = Path(__file__).parents[2] / "vectors.json"


class Vectors(unittest.TestCase):
    def test_every_vector(self):
        vectors = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
        self.assertGreater(len(vectors), 20)
        for vector in vectors:
            data, secret = vector["data"], vector["secret"]
            for sign_type in ("MD5", "HMAC-SHA256"):
                with self.subTest(vector["name"], sign_type=sign_type):
                    self.assertEqual(sign(sign_type, data, secret), vector["sign"][sign_type])
                    body = encode_form(sign_type, data, secret)
                    self.assertEqual(body, vector["body"][sign_type])
                    stated = {} if sign_type == "MD5" else {"sign_type": sign_type}
                    fields = {"data": data, "sign": vector["sign"][sign_type], **stated}
                    self.assertEqual(dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True)), fields)
            if "call" in vector:
                with self.subTest(vector["name"]):
                    self.assertEqual(json.loads(data), vector["call"])
                    self.assertEqual(json.loads(json.dumps(vector["call"])), vector["call"])


if __name__ == "__main__":
    unittest.main()
