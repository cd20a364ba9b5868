"""A launch: whether a platform vouches for it, who comes, to which course and assignment.

The checks are those of 1EdTech's Security Framework 1.0, section 5.1, and of LTI 1.3, section 5; PyJWT does those of the
token. A state and its nonce are good once, so a launch that is sent again is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.algorithms import RSAAlgorithm

from coursebook.language import gettext as _
from coursebook.lti.settings import Platform

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINK = "https://purl.imsglobal.org/spec/lti-dl/claim/"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
STAFF = ("membership#Instructor", "Instructor#TeachingAssistant", "membership#ContentDeveloper", "membership#Administrator")
# Seconds that the clocks of two machines may differ.
LEEWAY = 60


class Refused(Exception):
    """A launch that cannot be trusted or served; the text is for whoever meets it and names nobody."""


@dataclass(frozen=True)
class Launch:
    """What a platform says of one who comes.

    ``returns`` is where a choice of an assignment is sent, empty unless staff come to make one; ``data`` goes back with it.
    """

    user: str
    context: str
    resource: str
    deployment: str
    is_staff: bool
    title: str = ""
    assignment: str = ""
    memberships: str = ""
    line_item: str = ""
    returns: str = ""
    data: str = ""


def read_launch(token: str, platform: Platform, nonce: str, keys: jwt.PyJWKClient) -> Launch:
    """What a platform's token says.

    Args:
        token: the ``id_token`` as it came.
        platform: whose it must be.
        nonce: what was sent for this login.
        keys: the platform's public keys.

    Raises:
        Refused: the token is not the platform's, not for us, too old, of another login or deployment, or no launch.
    """
    try:
        claims = jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token).key,
            algorithms=["RS256"],
            audience=platform.client_id,
            issuer=platform.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "nonce", "aud", "iss", "sub"]},
        )
    except jwt.PyJWKClientConnectionError:
        raise Refused(_("The keys of your learning system cannot be reached now. Try again in a minute.")) from None
    except jwt.PyJWTError as error:
        raise Refused(
            _("Your learning system’s word for you cannot be trusted ({fault}).").format(fault=type(error).__name__)
        ) from None
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != platform.client_id:
        raise Refused(_("Your learning system’s word for you is meant for another tool."))
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise Refused(_("This is another login than the one that was begun."))
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise Refused(_("Your learning system speaks another version than LTI 1.3."))
    if claims.get(f"{CLAIM}deployment_id") not in platform.deployments:
        raise Refused(_("This place of your learning system is not known here. Its deployment must be added to lti.toml."))
    kind = claims.get(f"{CLAIM}message_type")
    if kind not in ("LtiResourceLinkRequest", "LtiDeepLinkingRequest"):
        raise Refused(_("This kind of link is not known here."))
    return _launch(claims, is_choice=kind == "LtiDeepLinkingRequest")


def _launch(claims: dict[str, Any], is_choice: bool) -> Launch:
    def part(name: str) -> dict[str, Any]:
        value = claims.get(name)
        return value if isinstance(value, dict) else {}

    def text(of: dict[str, Any], key: str) -> str:
        value = of.get(key)
        return value if isinstance(value, str) else ""

    roles = claims.get(f"{CLAIM}roles")
    settings, context = part(f"{DEEP_LINK}deep_linking_settings") if is_choice else {}, part(f"{CLAIM}context")
    return Launch(
        user=str(claims["sub"]),
        context=text(context, "id"),
        resource=text(part(f"{CLAIM}resource_link"), "id"),
        deployment=claims[f"{CLAIM}deployment_id"],
        is_staff=isinstance(roles, list) and any(str(role).endswith(STAFF) for role in roles),
        title=text(context, "title") or text(context, "label"),
        assignment=text(part(f"{CLAIM}custom"), "assignment"),
        memberships=text(part(MEMBERSHIPS), "context_memberships_url"),
        line_item=text(part(GRADES), "lineitem"),
        returns=text(settings, "deep_link_return_url"),
        data=text(settings, "data"),
    )


def choice(launch: Launch, platform: Platform, private: str, item: dict[str, Any], now: int, nonce: str) -> str:
    """The token that puts a chosen assignment into the course (Deep Linking 2.0, section 4.4).

    Args:
        launch: the launch in which it was chosen.
        platform: where it goes.
        private: the service's key as PEM.
        item: the link as a content item.
        now: the moment, in seconds since 1970.
        nonce: anything that was never sent before.
    """
    claims = {
        "iss": platform.client_id,
        "aud": platform.issuer,
        "iat": now,
        "exp": now + LEEWAY * 5,
        "nonce": nonce,
        f"{CLAIM}message_type": "LtiDeepLinkingResponse",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": launch.deployment,
        f"{DEEP_LINK}content_items": [item],
    }
    if launch.data:
        claims[f"{DEEP_LINK}data"] = launch.data
    return signed(claims, private)


def public_jwk(private: str) -> dict[str, Any]:
    """The public half of the service's key, as platforms read it (RFC 7517); its id is its thumbprint (RFC 7638)."""
    public = RSAAlgorithm.to_jwk(RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(private).public_key(), as_dict=True)
    needed = json.dumps({name: public[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(needed.encode()).digest()).decode().rstrip("=")
    return public | {"alg": "RS256", "use": "sig", "kid": thumbprint}


def signed(claims: dict[str, Any], private: str) -> str:
    """Claims as a token of the service's."""
    return jwt.encode(claims, private, algorithm="RS256", headers={"kid": public_jwk(private)["kid"]})
