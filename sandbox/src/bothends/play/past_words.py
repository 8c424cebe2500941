"""Names and phrases of four languages from which a phone's past is made. All of it is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`prefix` and six more digits are a mobile number of the country; `tag` is how an owner marks a contact."""

    prefix: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    tag: str
    asked: tuple[str, ...]
    answered: tuple[str, ...]
    corrections: tuple[str, ...]
    captions: tuple[str, ...]
    filename: str


WORDS: dict[str, Words] = {
    "de": Words(
        "4915155",
        ("Lena", "Jonas", "Mia", "Felix", "Sophie", "Paul", "Emma", "Moritz", "Klara", "Jakob", "Änne", "Björn"),
        ("Huber", "Keller", "Brunner", "Graf", "Vogt", "Schäfer", "Lang", "Weiss", "Maurer", "Kühn", "Bauer"),
        "Besichtigung",
        (
            "Guten Tag, ist die Wohnung am Seeweg noch frei?",
            "Passt Ihnen Donnerstag um halb sechs?",
            "Wie hoch sind die Nebenkosten ungefähr?",
            "Sind Haustiere erlaubt? Wir haben eine ruhige Katze.",
            "Ich schicke Ihnen die Unterlagen noch heute Abend.",
            "Gibt es einen Lift und einen Kellerraum?",
            "Vielen Dank, das hilft uns sehr! 🙏",
            "Könnten wir den Termin auf nächste Woche verschieben?",
            "Der Schlüssel klemmt, was sollen wir tun?",
            "Alles klar, bis morgen.",
        ),
        (
            "Guten Tag, ja, sie ist noch zu haben.",
            "Gern, dann treffen wir uns vor dem Haus.",
            "Etwa 240 im Monat, Heizung inbegriffen.",
            "Ich kläre das mit der Verwaltung und melde mich.",
            "Danke, die Unterlagen sind vollständig.",
            "Ein Lift ist da, der Keller gehört dazu.",
            "Kein Problem, nächste Woche geht es auch.",
            "Der Hauswart kommt heute noch vorbei.",
            "Wir freuen uns auf Sie! 😊",
        ),
        ("Um drei, nicht um zwei.", "Ich meinte den 14.", "Seeweg 12, nicht 21."),
        ("So sieht das Zimmer aus", "Der Grundriss", "Blick vom Balkon"),
        "Mietvertrag.pdf",
    ),
    "fr": Words(
        "33639",
        ("Chloé", "Louis", "Manon", "Hugo", "Élise", "Théo", "Camille", "Arthur", "Inès", "Noé", "Agathe", "Rémi"),
        ("Favre", "Rochat", "Girard", "Lambert", "Mercier", "Blanc", "Perret", "Dubois", "Morel", "Chappuis"),
        "visite",
        (
            "Bonjour, l'appartement du quai est-il encore libre ?",
            "Jeudi à dix-sept heures trente, cela vous irait ?",
            "À combien s'élèvent les charges environ ?",
            "Les animaux sont-ils acceptés ? Nous avons un chat.",
            "Je vous envoie le dossier ce soir.",
            "Y a-t-il un ascenseur et une cave ?",
            "Merci beaucoup, ça nous aide vraiment ! 🙏",
            "Pourrions-nous reporter la visite à la semaine prochaine ?",
            "La clé coince, que faut-il faire ?",
            "Très bien, à demain.",
        ),
        (
            "Bonjour, oui, il est toujours disponible.",
            "Volontiers, rendez-vous devant l'immeuble.",
            "Environ 240 par mois, chauffage compris.",
            "Je vérifie avec la régie et je reviens vers vous.",
            "Merci, le dossier est complet.",
            "Il y a un ascenseur, et la cave est comprise.",
            "Aucun souci, la semaine prochaine convient aussi.",
            "Le concierge passe encore aujourd'hui.",
            "Au plaisir de vous rencontrer ! 😊",
        ),
        ("À trois heures, pas à deux.", "Je voulais dire le 14.", "Au numéro 12, pas 21."),
        ("Voici la chambre", "Le plan", "La vue du balcon"),
        "Contrat de bail.pdf",
    ),
    "it": Words(
        "393319",
        ("Giulia", "Marco", "Sara", "Luca", "Chiara", "Matteo", "Elena", "Davide", "Nicolò", "Marta", "Noè", "Anna"),
        ("Bianchi", "Ferrari", "Bernasconi", "Galli", "Fontana", "Riva", "Moretti", "Conti", "Villa", "Sala"),
        "visita",
        (
            "Buongiorno, l'appartamento sul lungolago è ancora libero?",
            "Giovedì alle cinque e mezza va bene?",
            "Quanto sono più o meno le spese?",
            "Sono ammessi animali? Abbiamo un gatto tranquillo.",
            "Le mando i documenti stasera.",
            "C'è l'ascensore? E la cantina?",
            "Grazie mille, ci aiuta molto! 🙏",
            "Possiamo spostare la visita alla settimana prossima?",
            "La chiave si blocca, cosa dobbiamo fare?",
            "Va bene, a domani.",
        ),
        (
            "Buongiorno, sì, è ancora disponibile.",
            "Volentieri, ci vediamo davanti al palazzo.",
            "Circa 240 al mese, riscaldamento compreso.",
            "Chiedo all'amministrazione e le faccio sapere.",
            "Grazie, i documenti sono completi.",
            "L'ascensore c'è e la cantina è compresa.",
            "Nessun problema, va bene anche la settimana prossima.",
            "Il custode passa ancora oggi.",
            "A presto, è un piacere! 😊",
        ),
        ("Alle tre, non alle due.", "Volevo dire il 14.", "Al numero 12, non 21."),
        ("Ecco la camera", "La pianta", "La vista dal balcone"),
        "Contratto di locazione.pdf",
    ),
    "en": Words(
        "447911",
        ("Amelia", "Oliver", "Isla", "George", "Zoë", "Harry", "Freya", "Jack", "Lily", "Noah", "Grace", "Finn"),
        ("Baker", "Carter", "Hughes", "Palmer", "Reid", "Walsh", "Turner", "Murray", "Shaw", "O'Neill"),
        "viewing",
        (
            "Hello, is the flat by the lake still available?",
            "Would Thursday at half past five work for you?",
            "Roughly how much are the service charges?",
            "Are pets allowed? We have one quiet cat.",
            "I'll send you the papers tonight.",
            "Is there a lift, and a cellar?",
            "Thank you so much, that helps a lot! 🙏",
            "Could we move the viewing to next week?",
            "The key is stuck, what should we do?",
            "All right, see you tomorrow.",
        ),
        (
            "Hello, yes, it is still available.",
            "Gladly, let's meet in front of the house.",
            "About 240 a month, heating included.",
            "I'll ask the property manager and come back to you.",
            "Thank you, your papers are complete.",
            "There is a lift, and the cellar comes with it.",
            "No problem, next week works as well.",
            "The caretaker will come by today.",
            "Looking forward to meeting you! 😊",
        ),
        ("At three, not at two.", "I meant the 14th.", "Number 12, not 21."),
        ("This is the bedroom", "The floor plan", "The view from the balcony"),
        "Tenancy agreement.pdf",
    ),
}
