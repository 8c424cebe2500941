"""The Meta apps whose webhooks are taken: their secrets and verify tokens, opened once and held in memory."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from twinline.gate.link import Link
from twinline.workspaces.secrets import Unreadable, Vault

log = logging.getLogger("twinline.gate")

SELECT_APPS = "select app_id, secret, previous_secret, verify_token from config.meta_app"


@dataclass(frozen=True, slots=True)
class MetaApp:
    """What proves that a request comes from Meta. No secret, no proof: nothing is taken."""

    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    verify_token: bytes | None = field(default=None, repr=False)


class Apps:
    """The apps by their id. Before the first load nothing is known, not even that an app is unknown."""

    def __init__(self, link: Link, vault: Vault) -> None:
        self._link = link
        self._vault = vault
        self._apps: dict[str, MetaApp] = {}
        self.loaded = False

    def get(self, app_id: str) -> MetaApp | None:
        return self._apps.get(app_id)

    async def load(self) -> None:
        """Read all apps anew. Raises psycopg.Error and keeps what was known."""
        rows = await self._link.rows(SELECT_APPS)
        self._apps = {app_id: self._opened(app_id, *sealed) for app_id, *sealed in rows}
        self.loaded = True

    def _opened(self, app_id: str, secret: bytes, previous: bytes | None, token: bytes | None) -> MetaApp:
        secrets = (self._open(app_id, "secret", secret), self._open(app_id, "previous_secret", previous))
        return MetaApp(present(secrets), self._open(app_id, "verify_token", token))

    def _open(self, app_id: str, name: str, sealed: bytes | None) -> bytes | None:
        if not sealed:
            return None
        try:
            return self._vault.open(sealed, f"meta_app/{app_id}/{name}".encode())
        except Unreadable:
            log.warning("The %s of app %s does not open: enter it again.", name.replace("_", " "), app_id)
            return None


def present(secrets: Iterable[bytes | None]) -> tuple[bytes, ...]:
    """An empty secret would let anyone sign."""
    return tuple(secret for secret in secrets if secret)
