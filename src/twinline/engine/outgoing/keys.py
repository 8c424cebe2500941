"""The secrets of outgoing webhooks, sealed at rest, and signing with them by Standard Webhooks' own library."""

from __future__ import annotations

import base64
from datetime import datetime
from uuid import UUID

from django.conf import settings
from standardwebhooks import Webhook

from twinline.workspaces.secrets import Vault, new_key

PREFIX = "whsec_"


def new_secret() -> str:
    """As its receiver enters it: whsec_ and 32 bytes in Base64."""
    return PREFIX + base64.b64encode(new_key()).decode()


def seal(secret: str, webhook_id: UUID) -> bytes:
    return _vault().seal(secret.encode(), _place(webhook_id))


def seal_body(body: bytes, delivery_id: UUID) -> bytes:
    return _vault().seal(body, _body_place(delivery_id))


def open_body(sealed: bytes, delivery_id: UUID) -> bytes:
    """Raises Unreadable."""
    return _vault().open(sealed, _body_place(delivery_id))


def message_id(delivery_id: UUID) -> str:
    """The same at every try, so that a receiver knows a repetition."""
    return f"msg_{delivery_id.hex}"


def headers(webhook_id: UUID, sealed: list[bytes], delivery_id: UUID, body: bytes, now: datetime) -> dict[str, str]:
    """Signed with every secret that is good now, the newest first. Raises Unreadable."""
    secrets = [_vault().open(one, _place(webhook_id)).decode() for one in sealed]
    signed = [Webhook(secret).sign(message_id(delivery_id), now, body.decode()) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Twinline",
        "webhook-id": message_id(delivery_id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signed),
    }


def _vault() -> Vault:
    return Vault(settings.INSTALLATION.secret)


def _place(webhook_id: UUID) -> bytes:
    return f"outgoing_webhook/{webhook_id}/secret".encode()


def _body_place(delivery_id: UUID) -> bytes:
    return f"outgoing_delivery/{delivery_id}/payload".encode()
