"""Invented people and what they say: the cast of the page's tests."""

NUMBERS = [
    ("Anna Keller · Zürich", "+41 44 555 01 10", "Anna Keller", "coexistence", "connected"),
    ("Luca Bernasconi · Lugano", "+41 91 555 02 20", "Luca Bernasconi", "coexistence", "connected"),
    ("Claire Favre · Lausanne", "+41 21 555 03 30", "Claire Favre", "coexistence", "connected"),
    ("Info", "+41 44 555 04 40", "", "cloud_api", "connected"),
    ("Reto Ammann · Bern", "+41 31 555 05 50", "Reto Ammann", "coexistence", "offboarded"),
]

CUSTOMERS = [
    "Nina Baumann",
    "Marco Bianchi",
    "Élodie Rochat",
    "James Whitfield",
    "Sandra Gerber",
    "Giulia Ferrari",
    "Thomas Zürcher",
    "Camille Dubois",
    "Priya Raman",
    "Urs Brönnimann",
    "Sofia Conti",
    "Laurent Pasche",
    "Meret Hofstetter",
    "Daniele Rossi",
    "Amélie Girard",
    "Oliver Stone-Meyer",
    "Beat Schär",
    "Chiara Galli",
    "Yves Monnier",
    "Hannah Lüthi",
    "Pietro Valsangiacomo",
    "Noémie Blanc",
    "Kaan Yıldız",
    "Franziska von Allmen",
    "Stefano Greco",
    "Isabelle Reymond",
    "Matthias Stucki",
    "Elena Pedrazzini",
    "Julien Berset",
    "Ruth Aeschbacher",
]

LINES = [
    (
        "Grüezi, ist die 3,5-Zimmer-Wohnung an der Seestrasse noch frei?",
        "Guten Tag, ja, sie ist noch frei. Wann möchten Sie sie ansehen?",
    ),
    (
        "Buongiorno, vorrei visitare l’appartamento a Paradiso questa settimana.",
        "Volentieri! Giovedì alle 17 le andrebbe bene?",
    ),
    (
        "Bonjour, les charges sont-elles comprises dans le loyer ?",
        "Oui, chauffage et eau chaude compris. Je vous envoie le détail.",
    ),
    ("Hi, could we move the viewing to Friday afternoon?", "Of course. Friday at 3 pm, same address."),
    (
        "Wie hoch ist das Depot, und ab wann kann ich einziehen?",
        "Drei Monatsmieten. Der Bezug ist ab dem 1. Februar möglich.",
    ),
]
