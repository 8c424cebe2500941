"""Who is in the demo. Everybody and everything here is invented; the phone numbers are no real ones."""

from __future__ import annotations

from dataclasses import dataclass

APP = {"id": "2039485761", "name": "Casa Nova", "secret": "demo-app-secret-of-casa-nova", "verify_token": "casa-nova"}
CONFIGURATION = "7701234567890123"
WABA = {"id": "811200340045001", "name": "Casa Nova Immobilien"}
# The name stands on every page of Twinline: whoever leaves the tour still sees what this is.
WORKSPACE = "Casa Nova (Demo)"
TOKEN = "EAA-demo-token-of-casa-nova"  # noqa: S105 - it opens nothing but the sandbox
PASSWORD = "lake-view-with-lift"  # noqa: S105 - printed on the screen, and good for this machine only
OWNER = {"email": "alice@casanova.example", "name": "Alice Meier", "password": PASSWORD, "language": "en"}
MEMBERS = [
    {"email": "bob@casanova.example", "name": "Bob Frei", "password": PASSWORD, "language": "de", "role": "agent"}
]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the agency; `language` is that of its customers."""

    id: str
    phone: str
    name: str
    owner: str
    mode: str
    language: str


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str
    phone: str
    language: str


NUMBERS = (
    Number("100200300400501", "41445550101", "Casa Nova Zürich", "Simon Keller", "coexistence", "de"),
    Number("100200300400502", "41215550102", "Casa Nova Lausanne", "Marc Favre", "coexistence", "fr"),
    Number("100200300400503", "41915550103", "Casa Nova Lugano", "Chiara Bernasconi", "coexistence", "it"),
    Number("100200300400504", "41415550104", "Casa Nova Zug", "Anna Baker", "coexistence", "en"),
    Number("100200300400505", "41445550100", "Casa Nova Reception", "", "cloud_api", "de"),
)
# A phone that is in no inbox yet: who wants to see a number connected connects this one.
SPARE = Number("100200300400506", "41315550106", "Casa Nova Bern", "Pia Gerber", "coexistence", "de")
SPARE_PAST = {"seed": 6, "chats": 40, "messages": 900, "days": 170, "media_share": 0.08}

NAMES = {
    "de": (
        "Ines Roth", "Jonas Brunner", "Lea Zimmermann", "Urs Baumgartner", "Selina Graf", "Beat Hofer", "Nadja Suter",
        "Reto Aebischer", "Petra Lang", "Simon Wyss", "Vera Kunz", "Daniel Moser", "Karin Egli", "Pascal Vogt",
        "Miriam Lüthi", "Andreas Bühler", "Sophie Steiner", "Thomas Arnold",
    ),
    "fr": (
        "Luc Favre", "Camille Rochat", "Antoine Dubois", "Manon Girard", "Julien Perret", "Élodie Chappuis",
        "Nicolas Monnier", "Sylvie Jaquet", "Olivier Blanc", "Claire Pittet", "Mathieu Rey", "Aurélie Cuendet",
        "Baptiste Morel", "Léa Vuilleumier",
    ),
    "it": (
        "Giulia Bianchi", "Matteo Rossi", "Elena Crivelli", "Luca Ferrari", "Sara Pedrazzini", "Marco Galli",
        "Francesca Lepori", "Davide Conti", "Alessia Ghisletta", "Paolo Riva", "Martina Fontana", "Stefano Cattaneo",
        "Valentina Poretti", "Nicola Bossi",
    ),
    "en": (
        "Emma Clarke", "Oliver Hughes", "Priya Nair", "James Whitfield", "Sophia Lindqvist", "Daniel O’Connor",
        "Grace Adeyemi", "Henry Tan", "Laura Schmidt", "Noah Peters", "Amelia Ross", "Ethan Cole", "Maya Levi",
        "Jack Turner",
    ),
}  # fmt: skip
PREFIX = {"de": "4179555", "fr": "4178555", "it": "4176555", "en": "4177555"}


def customers() -> list[Customer]:
    """Sixty people, in the order in which they first write."""
    people = [
        Customer(f"{language}{index}", name, f"{PREFIX[language]}{1000 + index}", language)
        for language, names in NAMES.items()
        for index, name in enumerate(names)
    ]
    return sorted(people, key=lambda person: (person.id[2:].zfill(2), person.id))


def number_for(customer: Customer) -> Number:
    """Most write to the agent of their region; every sixth German speaker writes to the reception."""
    if customer.language == "de" and int(customer.id[2:]) % 6 == 5:
        return NUMBERS[4]
    return next(number for number in NUMBERS if number.language == customer.language)
