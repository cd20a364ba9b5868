"""The service as browsers meet it: login, launch, a student's files, the hand-in, the choice of an assignment by staff.

A launch ends in a page with forms; each holds a signed note of who came where, so nothing depends on a cookie after it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import flask
import jwt
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from coursebook import language, project
from coursebook.delivery import handout
from coursebook.delivery.items import set_title
from coursebook.exercises.release import existing
from coursebook.files import zipped
from coursebook.language import gettext as _
from coursebook.lti import handed_in
from coursebook.lti.launch import Launch, Refused, choice, public_jwk, read_launch
from coursebook.lti.settings import LtiSettings, private_key
from coursebook.lti.store import Link, Store

MOST_BYTES = 50_000_000
NOTE_LASTS = 4 * 3600  # seconds
COOKIE = "lti-login"


def app(settings: LtiSettings) -> flask.Flask:
    """The service as a WSGI application.

    Raises:
        InputError: the key, the database or a release of the settings is faulty.
    """
    made = flask.Flask(__name__, static_folder=None, template_folder=str(Path(__file__).parent))
    made.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    service = Service(settings)
    for rule, view, methods in (
        ("/login", service.login, ["GET", "POST"]),
        ("/launch", service.launch, ["POST"]),
        ("/files", service.files, ["POST"]),
        ("/hand-in", service.hand_in, ["POST"]),
        ("/choose", service.choose, ["POST"]),
        ("/keys.json", service.keys, ["GET"]),
        ("/book.css", service.style, ["GET"]),
    ):
        made.add_url_rule(rule, view_func=view, methods=methods)
    made.register_error_handler(Refused, lambda error: (service.page(_("This link did not work"), [str(error)]), 403))
    made.register_error_handler(Exception, service.broken)
    made.after_request(service.guard)
    return made


class Service:
    """The pages, over one file of settings."""

    def __init__(self, settings: LtiSettings):
        self._settings, self._store = settings, Store(settings.database)
        self._private, self._sets = private_key(Path(settings.key)), settings.sets()
        secret = hashlib.sha256(f"coursebook: notes of launches {self._private}".encode()).digest()
        self._notes = URLSafeTimedSerializer(secret, salt="launch")
        self._platform, self._hand_ins = settings.platform, Path(settings.hand_ins)
        self._keys = jwt.PyJWKClient(self._platform.keys, timeout=10)
        login = urlsplit(self._platform.login)
        self._ancestors = " ".join(sorted({f"{login.scheme}://{login.netloc}", self._platform.issuer}))

    def login(self) -> Any:
        """Begin a login that a platform asked for (Security Framework 1.0, section 5.1.1)."""
        asked = flask.request.values
        platform, client = self._platform, asked.get("client_id") or self._platform.client_id
        if asked.get("iss") != platform.issuer or client != platform.client_id or not asked.get("login_hint"):
            raise Refused(_("Your learning system is not known here. lti.toml must have its issuer and client id."))
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._store.begin(state, nonce)
        sent = {name: asked[name] for name in ("login_hint", "lti_message_hint") if asked.get(name)} | {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": platform.client_id,
            "redirect_uri": f"{self._settings.address}/launch",
            "state": state,
            "nonce": nonce,
        }
        answer = flask.redirect(f"{platform.login}{'&' if '?' in platform.login else '?'}{urlencode(sent)}")
        # Back from the platform comes a form of another site; within its frame only a partitioned cookie is kept.
        more = {"secure": True, "samesite": "None", "partitioned": True} if self._settings.is_safe else {}
        answer.set_cookie(COOKIE, state, max_age=600, httponly=True, path=urlsplit(self._settings.address).path or "/", **more)
        return answer

    def launch(self) -> Any:
        """End the login: the page of the student, of staff, or of staff who choose an assignment."""
        state, token = flask.request.form.get("state", ""), flask.request.form.get("id_token", "")
        if not hmac.compare_digest(flask.request.cookies.get(COOKIE, "").encode(), state.encode()) or not state:
            raise Refused(_("Your browser kept no note of the login. Open the link in a window of its own, or allow cookies."))
        nonce = self._store.end(state)
        if nonce is None:
            raise Refused(_("This login was used already, or took too long. Open the link in your course again."))
        one = read_launch(token, self._platform, nonce, self._keys)
        if one.returns:
            return self._choices(one)
        self._store.note(Link(one.context, one.resource, one.title, one.assignment, one.memberships, one.line_item))
        if one.is_staff:
            return self._staff(one)
        if one.assignment not in self._sets:
            raise Refused(_("This link leads to no assignment. Tell your instructor."))
        return self._student(one)

    def files(self) -> Any:
        """A student's own files, as one archive."""
        one = self._who()
        files = handout.read_files(self._own(one))
        answer = flask.make_response(zipped((f"{one.assignment}/{name}", content) for name, content in files.items()))
        answer.headers["Content-Type"] = "application/zip"
        answer.headers["Content-Disposition"] = f'attachment; filename="{one.assignment}.zip"'
        return answer

    def hand_in(self) -> Any:
        """Keep what a student hands in, and say so."""
        one = self._who()
        files = [(file.filename, file.stream) for file in flask.request.files.getlist("files") if file.filename]
        if not files or len(files) > handed_in.MOST_FILES:
            raise Refused(_("Choose your notebook first; at most {count} files.").format(count=handed_in.MOST_FILES))
        handed_in.keep(self._hand_ins, one.user, one.assignment, files, datetime.now(UTC))
        return self._student(one, [_("Your work has arrived."), ", ".join(title for title, _stream in files)])

    def choose(self) -> Any:
        """Send the assignment that staff chose back into their course."""
        one = self._who()
        chosen = flask.request.form.get("chosen", "")
        if chosen not in self._sets or not one.returns:
            raise Refused(_("This link leads to no assignment. Tell your instructor."))
        item = {
            "type": "ltiResourceLink",
            "title": set_title(chosen),
            "url": f"{self._settings.address}/launch",
            "custom": {"assignment": chosen},
            "lineItem": {"scoreMaximum": 100, "label": set_title(chosen), "resourceId": chosen},
        }
        token = choice(one, self._platform, self._private, item, int(time.time()), secrets.token_urlsafe(32))
        form = {"to": one.returns, "hidden": {"JWT": token}, "button": _("Add it to the course")}
        return self.page(set_title(chosen), [], forms=[form])

    def keys(self) -> Any:
        """The service's public key, which platforms read."""
        return {"keys": [public_jwk(self._private)]}

    def style(self) -> Any:
        """The style of the book."""
        return flask.send_file(project.PACKAGE / "book" / "theme" / "static" / "book.css", mimetype="text/css")

    def guard(self, answer: flask.Response) -> flask.Response:
        """Nothing is kept, nothing is told to other sites, and only the platforms may show it in their pages."""
        policy = f"default-src 'none'; style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors {self._ancestors}"
        answer.headers.update({"Content-Security-Policy": policy, "Cache-Control": "no-store"})
        answer.headers.update({"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"})
        return answer

    def broken(self, error: Exception) -> Any:
        """A fault of ours or a request that is none: nothing of the person reaches the log."""
        if isinstance(error, HTTPException):
            return self.page(_("This did not work"), [error.description or ""]), error.code or 400
        flask.current_app.logger.error("%s at %s", type(error).__name__, flask.request.path)
        said = _("Nothing was changed. Try again, and tell your instructor if it stays so.")
        return self.page(_("This did not work"), [said]), 500

    def page(self, title: str, said: list[str], **more: Any) -> str:
        """One page: a title, sentences, a list, commands, forms."""
        style = f"{self._settings.address}/book.css"
        return flask.render_template("page.html", lang=language.current(), title=title, said=said, style=style, **more)

    def _own(self, one: Launch) -> Path:
        """The folder of the student's own files; refused if there is none."""
        if one.user not in existing.read(self._sets[one.assignment]).students:
            raise Refused(_("There are no files for you yet. Tell your instructor that you are not in the release."))
        return self._sets[one.assignment] / existing.STUDENTS / one.user

    def _note(self, one: Launch) -> str:
        return self._notes.dumps(asdict(one))

    def _who(self) -> Launch:
        """The launch that a form comes from."""
        try:
            return Launch(**self._notes.loads(flask.request.form.get("note", ""), max_age=NOTE_LASTS))
        except BadSignature:
            raise Refused(_("This page has been open for too long. Open the link in your course again.")) from None

    def _student(self, one: Launch, said: list[str] | None = None) -> str:
        self._own(one)
        times = handed_in.times(self._hand_ins, one.user, one.assignment)
        handed = [_("Handed in at {time} UTC").format(time=time) for time in times]
        hidden = {"note": self._note(one)}
        forms = [
            {"to": f"{self._settings.address}/files", "hidden": hidden, "button": _("Take your files")},
            {
                "to": f"{self._settings.address}/hand-in",
                "hidden": hidden,
                "button": _("Hand in"),
                "files": _("Your notebook, when it is done; the last one counts"),
            },
        ]
        return self.page(set_title(one.assignment), said or [], listed=handed, forms=forms)

    def _staff(self, one: Launch) -> str:
        if one.assignment not in self._sets:
            said = [_("This link leads to no assignment yet. Give it the custom parameter assignment with one of these names:")]
            return self.page(one.title or "LTI", said, listed=sorted(self._sets))
        count = len(handed_in.students(self._hand_ins, one.assignment))
        said = [_("Students who have handed in: {count}").format(count=count), _("On the machine of the service:")]
        commands = [
            "coursebook lti roster lti.toml --out roster.csv",
            f"coursebook grade {self._hand_ins} --assignment {one.assignment} --roster roster.csv",
            f"coursebook lti marks lti.toml --assignment {one.assignment}",
        ]
        return self.page(set_title(one.assignment), said, commands=commands)

    def _choices(self, one: Launch) -> str:
        if not one.is_staff:
            raise Refused(_("Only those who teach the course can add to it."))
        hidden = {"note": self._note(one)}
        to = f"{self._settings.address}/choose"
        forms = [{"to": to, "hidden": hidden, "button": set_title(each), "chosen": each} for each in sorted(self._sets)]
        return self.page(_("Which assignment?"), [], forms=forms)
