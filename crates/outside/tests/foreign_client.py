"""Uses the sandbox through an Alipay client library that has nothing to do with this project.

    python3 -m venv /tmp/alipay-venv && /tmp/alipay-venv/bin/pip install python-alipay-sdk
    cargo run -p outside --example sandbox -- 8990 /tmp/alipay-keys 10000
    /tmp/alipay-venv/bin/python crates/outside/tests/foreign_client.py http://127.0.0.1:8990 /tmp/alipay-keys

It precreates, queries, pays on the page, verifies the notification, refunds in two parts, closes another trade,
and shows that a wrong key is refused. It ends with "all good", or with an assertion that failed.
Run by hand: the suite does not install foreign libraries.
"""

import http.server
import queue
import sys
import threading
import time
import urllib.parse
import urllib.request

from alipay import AliPay
from alipay.exceptions import AliPayValidationError

SANDBOX, KEYS = sys.argv[1], sys.argv[2]
APP_ID = "2021000000000001"
inbox = queue.Queue()


class Shop(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        inbox.put(dict(urllib.parse.parse_qsl(body)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"success")

    def log_message(self, *_):
        pass


def read(name):
    with open(f"{KEYS}/{name}", encoding="ascii") as file:
        return file.read()


def client(private="app_private_key.pem", public="alipay_public_key.pem"):
    alipay = AliPay(
        appid=APP_ID,
        app_notify_url=f"http://127.0.0.1:{shop.server_port}/notify",
        app_private_key_string=read(private),
        alipay_public_key_string=read(public),
        sign_type="RSA2",
    )
    alipay._gateway = f"{SANDBOX}/gateway.do"
    return alipay


def told():
    """The next notification, verified by the library."""
    news = inbox.get(timeout=10)
    signature = news.pop("sign")
    assert alipay.verify(dict(news), signature), "the notification's signature"
    changed = dict(news, total_amount="99.99")
    assert not alipay.verify(changed, signature), "a changed notification must not verify"
    print("notified ", news["trade_status"], news["out_trade_no"], news.get("refund_fee", ""))
    return news


def show(what, answer):
    said = {name: answer[name] for name in ("code", "sub_code", "trade_status", "fund_change", "refund_fee") if name in answer}
    print(f"{what:9}", said)
    return answer


shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
threading.Thread(target=shop.serve_forever, daemon=True).start()
alipay = client()
number = f"F{time.time_ns()}"

made = show("precreate", alipay.api_alipay_trade_precreate(out_trade_no=number, total_amount="12.34", subject="台灯 & lamp/1"))
assert made["code"] == "10000" and made["qr_code"].startswith(SANDBOX)
again = alipay.api_alipay_trade_precreate(out_trade_no=number, total_amount="12.34", subject="台灯 & lamp/1")
assert again["qr_code"] == made["qr_code"]
unscanned = show("query", alipay.api_alipay_trade_query(out_trade_no=number))
assert unscanned["sub_code"] == "ACQ.TRADE_NOT_EXIST"
urllib.request.urlopen(made["qr_code"]).read()
assert show("query", alipay.api_alipay_trade_query(out_trade_no=number))["trade_status"] == "WAIT_BUYER_PAY"
page = urllib.request.urlopen(urllib.request.Request(made["qr_code"] + "/pay", data=b"")).read().decode()
assert "付款成功" in page
assert told()["total_amount"] == "12.34"
paid = show("query", alipay.api_alipay_trade_query(out_trade_no=number))
assert paid["trade_status"] == "TRADE_SUCCESS" and paid["total_amount"] == "12.34"

part = show("refund", alipay.api_alipay_trade_refund(refund_amount="2.34", out_trade_no=number, out_request_no="R1"))
assert (part["fund_change"], part["refund_fee"]) == ("Y", "2.34")
assert told()["out_biz_no"] == "R1"
repeat = show("refund", alipay.api_alipay_trade_refund(refund_amount="2.34", out_trade_no=number, out_request_no="R1"))
assert (repeat["fund_change"], repeat["refund_fee"]) == ("N", "2.34")
over = show("refund", alipay.api_alipay_trade_refund(refund_amount=100, out_trade_no=number, out_request_no="R2"))
assert over["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
rest = show("refund", alipay.api_alipay_trade_refund(refund_amount=10, out_trade_no=number, out_request_no="R3"))
assert rest["refund_fee"] == "12.34" and told()["trade_status"] == "TRADE_CLOSED"
found = show("refunds?", alipay.api_alipay_trade_fastpay_refund_query("R1", out_trade_no=number))
assert (found["refund_amount"], found["refund_status"]) == ("2.34", "REFUND_SUCCESS")

other = number + "-2"
made = alipay.api_alipay_trade_precreate(out_trade_no=other, total_amount=0.01, subject="2")
urllib.request.urlopen(made["qr_code"]).read()
assert show("close", alipay.api_alipay_trade_close(out_trade_no=other))["code"] == "10000"
assert told()["trade_status"] == "TRADE_CLOSED"

stranger = client(private="alipay_private_key.pem")
assert show("stranger", stranger.api_alipay_trade_query(out_trade_no=number))["sub_code"] == "isv.invalid-signature"
mistrusting = client(public="app_public_key.pem")
try:
    mistrusting.api_alipay_trade_query(out_trade_no=number)
    raise AssertionError("an answer signed with another key must not verify")
except AliPayValidationError:
    print("all good")
