"""One conversation with a message of every kind and state."""

from __future__ import annotations

from datetime import datetime, timedelta

from .seeds import Row, iso, media, message, ours, uid


def showcase(identity: str, now: datetime) -> list[Row]:
    return history(identity, now) + yesterday(identity, now) + today(identity, now)


def history(identity: str, now: datetime) -> list[Row]:
    start = now - timedelta(days=30)
    said = []
    for step in range(120):
        at = start + timedelta(hours=5 * step)
        more: Row = ours("phone", "read") if step % 3 == 1 else {}
        text = f"Ältere Nachricht {step + 1}: Rückfrage zur Wohnung, Nebenkosten und Schlüsselübergabe."
        said.append(message(identity, f"old{step}", at, text=text, imported=True, **more))
    said.append(
        message(
            identity, "gone", start + timedelta(hours=601), kind="image", imported=True, placeholder="media_placeholder"
        )
    )
    return said


def yesterday(identity: str, now: datetime) -> list[Row]:
    at = now - timedelta(hours=26)

    def minute(count: int) -> datetime:
        return at + timedelta(minutes=count)

    return [
        message(
            identity,
            "sys",
            minute(0),
            direction="outbound",
            origin="system",
            kind="system",
            text="This number was connected to Twinline.",
        ),
        message(identity, "ask", minute(2), text="Grüezi! Ist die *3,5-Zimmer-Wohnung* an der Seestrasse noch frei?"),
        message(
            identity,
            "greet",
            minute(2),
            text="Vielen Dank für Ihre Nachricht, wir melden uns gleich.",
            **ours("greeting"),
        ),
        message(
            identity,
            "ai",
            minute(3),
            **ours("ai"),
            text="Ja, sie ist noch frei. Möchten Sie einen Besichtigungstermin? Mehr dazu: https://example.test/seestrasse",
        ),
        message(
            identity,
            "yes",
            minute(9),
            text="Gerne, am liebsten am Donnerstag 🙏",
            reactions=[{"by": "business", "emoji": "👍"}],
        ),
        message(identity, "anna", minute(31), **ours("phone"), text="Donnerstag 17:30 passt. Ich bin vor Ort."),
        message(identity, "anna2", minute(32), **ours("phone", "delivered"), text="Hier der Treffpunkt:"),
        message(
            identity,
            "place",
            minute(32),
            **ours("phone", "delivered"),
            kind="location",
            location={"latitude": 47.3541, "longitude": 8.5519, "name": "Seestrasse 120", "address": "8002 Zürich"},
        ),
        message(identity, "sticker", minute(40), kind="sticker", media=media("sticker", "sticker", "image/png")),
        message(
            identity,
            "flow",
            minute(50),
            **ours("flow"),
            text="Erinnerung: Ihre Besichtigung ist am Donnerstag um 17:30.",
        ),
    ]


def today(identity: str, now: datetime) -> list[Row]:
    at = now - timedelta(hours=3)

    def minute(count: int) -> datetime:
        return at + timedelta(minutes=count)

    anna = uid(f"{identity}/anna")
    failed = {"code": 131026, "reason": "Message undeliverable.", "action": "retry"}
    return [
        message(
            identity,
            "pic",
            minute(0),
            kind="image",
            text="So sieht es bei uns heute aus.",
            media=media("flat", "image", "image/png"),
        ),
        message(identity, "voice", minute(1), kind="audio", media=media("voice", "audio", "audio/wav", voice=True)),
        message(
            identity,
            "q",
            minute(4),
            text="Bleibt es dabei?",
            quoted={"id": anna, "preview": "Donnerstag 17:30 passt. Ich bin vor Ort.", "direction": "outbound"},
        ),
        message(
            identity,
            "doc",
            minute(12),
            **ours(),
            kind="document",
            text="Der Grundriss und das Mietformular.",
            media=media(
                "plan", "document", "application/pdf", filename="Grundriss_Seestrasse_120_3.OG.pdf", size=1_840_000
            ),
        ),
        message(
            identity,
            "edit",
            minute(14),
            **ours(),
            text="Bitte bringen Sie einen Ausweis mit.",
            edited=True,
            versions=[
                {"said_at": iso(minute(14)), "text": "Bitte bringen sie einen Ausweiss mit."},
                {"said_at": iso(minute(15)), "text": "Bitte bringen Sie einen Ausweis mit."},
            ],
            reactions=[{"by": "customer", "emoji": "❤️"}],
        ),
        message(identity, "revoked", minute(20), revoked=True),
        message(
            identity,
            "card",
            minute(22),
            kind="contacts",
            contacts=[{"name": "Peter Baumann", "phones": ["+41 79 555 77 11"]}],
        ),
        message(
            identity,
            "lost",
            minute(24),
            kind="video",
            media=media("lost", "video", "video/mp4", "lost", reason="expired_at_meta"),
        ),
        message(identity, "late", minute(25), kind="image", media=media("late", "image", "image/jpeg", "waiting")),
        message(identity, "once", minute(26), kind="unsupported", placeholder="unsupported"),
        message(identity, "bob", minute(60), **ours(state="delivered"), text="Danke! Ich habe alles weitergeleitet."),
        message(identity, "fail", minute(61), **ours(state="failed", failure=failed), text="Passt 17:45 auch?"),
        message(
            identity,
            "unknown",
            minute(62),
            **ours(state="unknown", needs_decision=True),
            text="Wir sehen uns am Donnerstag.",
        ),
        message(identity, "new1", minute(120), text="Perfekt, vielen Dank!"),
        message(
            identity,
            "new2",
            minute(121),
            text="Noch eine Frage: Gibt es einen *Veloraum*?\nUnd ist der Keller trocken?",
        ),
    ]
