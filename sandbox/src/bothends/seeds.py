"""The world a seed starts with: one app, one WABA, two numbers, four customers. All of it is invented."""

from bothends import national
from bothends.chance import Chance
from bothends.world import App, Customer, Number, Template, Token, Waba, World

_CUSTOMERS = (
    ("ines", "Ines Roth", "41791234567", "de", "@inesroth"),
    ("luc", "Luc Favre", "41782345678", "fr", None),
    ("giulia", "Giulia Bianchi", "393331234567", "it", None),
    ("tom", "Tom Baker", "447700900123", "en", None),
)
_TEMPLATES = (
    ("hello_world", "en_US", "UTILITY", "Welcome and congratulations! This message shows that you can send."),
    ("viewing_reminder", "de", "UTILITY", "Guten Tag {{1}}, Ihre Besichtigung ist um {{2}}."),
    ("spring_offer", "en", "MARKETING", "Hello {{first_name}}, our spring list is here."),
)


def user_id(wa_id: str, chance: Chance) -> str:
    return f"{national.country(wa_id)}.{chance.digits(14, 'user id')}"


def empty_world(chance: Chance, now: float) -> World:
    """An app and its token, nothing else."""
    world = World()
    app = App("1029384756", "Inbox", chance.hex(32, "app secret"), chance.hex(16, "verify token"))
    app.business_id = "600500400300200"
    world.apps[app.id] = app
    token = Token(chance.token("access token"), app.id, issued_at=now)
    world.tokens[token.token] = token
    return world


def seeded_world(chance: Chance, now: float) -> World:
    world = empty_world(chance, now)
    waba = Waba("811200340045001", "Kiosk Nord", "700600500400300", apps=list(world.apps))
    world.wabas[waba.id] = waba
    phone = Number("100200300400500", waba.id, "41445550101", "Kiosk Nord", "Anna", "coexistence", now)
    hotline = Number("100200300400501", waba.id, "41445550102", "Kiosk Nord Hotline", "", "cloud_api", now)
    world.numbers |= {phone.id: phone, hotline.id: hotline}
    for name, full_name, wa_id, language, username in _CUSTOMERS:
        customer = Customer(name, full_name, wa_id, user_id(wa_id, chance), username=username, language=language)
        world.add_customer(customer, national.variants(wa_id))
    for name, language, category, body in _TEMPLATES:
        template = Template(chance.digits(15, "template"), waba.id, name, language, category, body)
        world.templates[waba.id, name, language] = template
    return world
