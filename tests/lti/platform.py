"""A learning system on loopback, written from 1EdTech's specifications: it signs launches, has a class, takes marks."""

from __future__ import annotations

import http.server
import json
import threading
import time
import urllib.parse

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
CLIENT, DEPLOYMENT, COURSE = "tool-1", "1", "course-7"


def key():
    return rsa.generate_private_key(65537, 2048)


class LearningSystem:
    """Its class is ``members``, what it got ``scores``; ``refuses`` are users whose mark it takes from nobody."""

    def __init__(self):
        self.key, self.members, self.scores, self.tokens, self.refuses = key(), [], {}, {}, set()
        system = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                system.get(self)

            def do_POST(self):
                system.post(self)

            def log_message(self, format, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.tool = ""

    def jwk(self):
        return RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": "k1", "alg": "RS256", "use": "sig"}

    def answer(self, request, value, status=200, **headers):
        request.send_response(status)
        for name, text in headers.items():
            request.send_header(name, text)
        request.end_headers()
        request.wfile.write(json.dumps(value).encode())

    def get(self, request):
        path, _, query = request.path.partition("?")
        if path in ("/course", "/authorize"):
            return self.page(request, path, dict(urllib.parse.parse_qsl(query)))
        if path == "/keys":
            return self.answer(request, {"keys": [self.jwk()]})
        if not self.allows(request, "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"):
            return self.answer(request, {}, 401)
        # Two a page; the name of the next one is case-sensitive, as Canvas' bookmarks are.
        at = int(query.removeprefix("page=Bookmark")) if query else 0
        more = {"Link": f'<{self.address}/members?page=Bookmark{at + 2}>; rel="next"'} if at + 2 < len(self.members) else {}
        self.answer(request, {"id": "x", "context": {"id": COURSE}, "members": self.members[at : at + 2]}, **more)

    def page(self, request, path, sent):
        """What a browser meets: the course with its link, and the form by which the system vouches for a student."""
        to, button = f"{self.tool}/login", "Open the assignment"
        fields = {"iss": self.address, "login_hint": "7", "target_link_uri": f"{self.tool}/launch", "client_id": CLIENT}
        if path == "/authorize":
            to, button = sent["redirect_uri"], "Go on"
            fields = {"state": sent["state"], "id_token": self.sign(self.claims("u-ann", sent["nonce"]))}
        inputs = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in fields.items())
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        request.wfile.write(f'<form method="post" action="{to}">{inputs}<button>{button}</button></form>'.encode())

    def post(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        if request.path == "/token":
            form = dict(urllib.parse.parse_qsl(body))
            keys = jwt.PyJWKClient(f"{self.tool}/keys.json")
            said = form["client_assertion"]
            audience = f"{self.address}/token"
            claims = jwt.decode(said, keys.get_signing_key_from_jwt(said).key, algorithms=["RS256"], audience=audience)
            assert claims["iss"] == claims["sub"] == CLIENT and form["grant_type"] == "client_credentials"
            self.tokens[token := f"t{len(self.tokens)}"] = form["scope"]
            return self.answer(request, {"access_token": token, "token_type": "bearer", "expires_in": 3600})
        if not self.allows(request, "https://purl.imsglobal.org/spec/lti-ags/scope/score"):
            return self.answer(request, {}, 401)
        assert request.path == "/items/5/scores?type=points"
        assert request.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
        score = json.loads(body)
        if score["userId"] in self.refuses:
            return self.answer(request, {}, 422)
        self.scores[score["userId"]] = score
        return self.answer(request, {})

    def allows(self, request, scope):
        return self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer ")) == scope

    def claims(self, user, nonce, role="Learner", **more):
        now = int(time.time())
        return {
            "iss": self.address,
            "aud": CLIENT,
            "sub": user,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}deployment_id": DEPLOYMENT,
            f"{CLAIM}roles": [ROLE + role],
            f"{CLAIM}context": {"id": COURSE, "title": "Evidence"},
            f"{CLAIM}resource_link": {"id": "link-1"},
            f"{CLAIM}custom": {"assignment": "small"},
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": f"{self.address}/members"
            },
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {"lineitem": f"{self.address}/items/5?type=points"},
        } | more

    def sign(self, claims, private=None, algorithm="RS256"):
        return jwt.encode(claims, private or self.key, algorithm=algorithm, headers={"kid": "k1"})

    def begin(self, browser: requests.Session, **more):
        """What a click on the link does up to the platform's answer: the state and the nonce that the tool sent."""
        asked = {"iss": self.address, "login_hint": "7", "target_link_uri": f"{self.tool}/launch", "client_id": CLIENT} | more
        answer = browser.post(f"{self.tool}/login", data=asked, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))
        assert answer.headers["Location"].startswith(f"{self.address}/authorize?") and sent["client_id"] == CLIENT
        assert (sent["scope"], sent["response_type"], sent["response_mode"]) == ("openid", "id_token", "form_post")
        return sent["state"], sent["nonce"]

    def launch(self, browser: requests.Session, user, **more):
        state, nonce = self.begin(browser)
        token = self.sign(self.claims(user, nonce, **more))
        return browser.post(f"{self.tool}/launch", data={"state": state, "id_token": token})
