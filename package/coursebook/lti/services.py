"""The services that a platform offers to a course's tool: who is in the course, and the column for our marks."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import requests

from coursebook.lti.launch import signed
from coursebook.lti.settings import Platform

READ_MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
WRITE_SCORES = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
TIMEOUT = 30  # seconds
MOST_PAGES = 1000


class ServiceError(Exception):
    """A platform did not do what it was asked; the text names no person."""


class Services:
    """The services of one platform; each kind of access is asked for once."""

    def __init__(self, platform: Platform, private: str):
        self._platform, self._private = platform, private
        self._session = requests.Session()
        self._tokens: dict[str, str] = {}

    def members(self, address: str) -> Iterator[dict[str, Any]]:
        """The members of a course, as Names and Roles 2.0 describes them.

        Raises:
            ServiceError: the platform refuses, cannot be reached, or answers something else.
        """
        for _page in range(MOST_PAGES):
            answer = self._ask("get", address, READ_MEMBERS, Accept=MEMBERS)
            try:
                yield from answer.json()["members"]
            except (ValueError, KeyError, TypeError):
                raise ServiceError("The list of the course cannot be read.") from None
            address = answer.links.get("next", {}).get("url", "")
            if not address:
                return
        raise ServiceError(f"The list of the course has over {MOST_PAGES} pages.")

    def put_score(self, line_item: str, user: str, given: float, most: float, when: datetime) -> None:
        """Write one mark (Assignments and Grades 2.0, section 3.4).

        Args:
            line_item: the address of the column.
            user: the id that the platform has for the student.
            given, most: points, and how many there are.
            when: the moment of marking; a platform keeps the latest.

        Raises:
            ServiceError: the platform refuses or cannot be reached.
        """
        score = {
            "userId": user,
            "scoreGiven": given,
            "scoreMaximum": most,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "timestamp": when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        path, mark, query = line_item.partition("?")
        headers = {"Content-Type": SCORE}
        self._ask("post", f"{path.rstrip('/')}/scores{mark}{query}", WRITE_SCORES, data=json.dumps(score), **headers)

    def _ask(self, method: str, address: str, scope: str, data: str | None = None, **headers: str) -> requests.Response:
        headers["Authorization"] = f"Bearer {self._token(scope)}"
        return self._send(method, address, data=data, headers=headers)

    def _token(self, scope: str) -> str:
        """An access token for one kind of service, by our signature (Security Framework 1.0, section 4.1)."""
        if scope not in self._tokens:
            now, one = int(time.time()), self._platform
            said = {"iss": one.client_id, "sub": one.client_id, "aud": one.audience or one.token, "jti": uuid.uuid4().hex}
            assertion = signed(said | {"iat": now, "exp": now + 300}, self._private)
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion,
                "scope": scope,
            }
            try:
                self._tokens[scope] = str(self._send("post", one.token, data=form).json()["access_token"])
            except (ValueError, KeyError, TypeError):
                raise ServiceError("The learning system gave no access token.") from None
        return self._tokens[scope]

    def _send(self, method: str, address: str, **more: Any) -> requests.Response:
        try:
            answer = self._session.request(method, address, timeout=TIMEOUT, allow_redirects=False, **more)
        except requests.RequestException as error:
            raise ServiceError(f"The learning system cannot be reached ({type(error).__name__}).") from None
        if not answer.ok or answer.is_redirect:
            raise ServiceError(f"The learning system refused with status {answer.status_code}.")
        return answer
