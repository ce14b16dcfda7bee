"""Serves GET /orders, to try experiments on. Environment variables say everything: PORT, API_URL, TOKEN_URL, CLIENT_ID, CLIENT_SECRET.

The token is kept until it ends or is refused. A refusal fetches another at most every five seconds.
"""

import base64
import http.server
import json
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

REFRESH_EVERY_SECONDS = 5
TIMEOUT_SECONDS = 3
token = None
lock = threading.Lock()


def fetch_token():
    client = ":".join(urllib.parse.quote(os.environ[name], safe="") for name in ("CLIENT_ID", "CLIENT_SECRET"))
    headers = {"Authorization": "Basic " + base64.b64encode(client.encode()).decode()}
    request = urllib.request.Request(os.environ["TOKEN_URL"], b"grant_type=client_credentials", headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        granted = json.load(answer)
    now = time.monotonic()
    return {"value": granted["access_token"], "ends": now + granted["expires_in"], "fetched": now}


def current_token(refused=None):
    """Returns the kept token, or one new token for all threads that wait for it."""
    global token
    with lock:
        now = time.monotonic()
        is_spent = token is None or token["ends"] <= now
        is_refused = token is not None and token is refused and now - token["fetched"] > REFRESH_EVERY_SECONDS
        if is_spent or is_refused:
            token = fetch_token()
        return token


def ask(used):
    headers = {"Authorization": "Bearer " + used["value"]}
    request = urllib.request.Request(os.environ["API_URL"] + "/invoices", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None


def orders():
    """Returns the status and the body of the answer. A failure has a name, and no token appears in a log."""
    used = current_token()
    status, body = ask(used)
    if status == 401 and current_token(used) is not used:
        status, body = ask(current_token())
    if status == 200:
        return 200, body
    return 502, {"error": "credential_rejected" if status == 401 else "provider_unavailable"}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            status, body = orders()
        except OSError:
            status, body = 503, {"error": "provider_unavailable"}
        if status != 200:
            print("cause=" + body["error"], flush=True)
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "4100"))), Handler).serve_forever()
