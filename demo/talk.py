"""What they say. A line is (who, text).

"c" the customer writes, "a" the agent on the phone, "p" the customer's picture with words, "v" her voice by its name.
"""

from __future__ import annotations

Line = tuple[str, str]
Talk = tuple[Line, ...]

TALKS: dict[str, tuple[Talk, ...]] = {
    "de": (
        (
            ("c", "Guten Tag, ist die 3,5-Zimmer-Wohnung am Seeweg noch frei?"),
            ("a", "Grüezi! Ja, sie ist noch frei. Möchten Sie sie ansehen?"),
            ("c", "Sehr gerne. Ginge es am Donnerstag nach 17 Uhr?"),
            ("a", "Donnerstag 17.30 Uhr passt. Ich warte vor dem Haus."),
            ("c", "Perfekt, danke vielmals!"),
        ),
        (
            ("c", "Wir waren gestern bei der Besichtigung. Wie hoch sind die Nebenkosten?"),
            ("a", "Rund 280 Franken im Monat, Heizung inbegriffen."),
            ("c", "Und die Waschküche?"),
            ("a", "Jede Wohnung hat einen eigenen Turm im Reduit."),
            ("c", "Das ist ja wunderbar."),
        ),
        (
            ("c", "Der Wasserhahn in der Küche tropft seit heute früh."),
            ("p", "So sieht es aus"),
            ("a", "Danke für das Bild. Der Sanitär kommt morgen zwischen 8 und 10."),
            ("c", "Super, dann bin ich zu Hause."),
        ),
        (
            ("c", "Haben Sie auch Gewerberäume in Oerlikon?"),
            ("a", "Im Moment eine Fläche mit 120 m², Bezug ab März."),
            ("c", "Können Sie mir die Unterlagen schicken?"),
            ("v", "middle"),
        ),
    ),
    "fr": (
        (
            ("c", "Bonjour, l’appartement de la rue du Lac est-il toujours disponible ?"),
            ("a", "Bonjour ! Oui, il est encore libre. Souhaitez-vous le visiter ?"),
            ("c", "Avec plaisir, plutôt samedi matin."),
            ("a", "Samedi à 10 h, je vous attends devant l’entrée."),
            ("c", "Parfait, à samedi !"),
        ),
        (
            ("c", "Quel est le montant de la garantie de loyer ?"),
            ("a", "Trois mois de loyer net, sur un compte bloqué."),
            ("v", "high"),
            ("c", "Merci, et les animaux sont-ils acceptés ?"),
        ),
        (
            ("c", "Le chauffage ne fonctionne plus dans la chambre."),
            ("p", "Voilà le radiateur"),
            ("a", "Merci, j’envoie le chauffagiste cet après-midi."),
            ("c", "Très bien, merci beaucoup."),
        ),
    ),
    "it": (
        (
            ("c", "Buongiorno, l’attico con vista sul lago è ancora libero?"),
            ("a", "Buongiorno! Sì, è ancora disponibile. Quando vuole vederlo?"),
            ("c", "Venerdì pomeriggio, se possibile."),
            ("a", "Venerdì alle 15 va benissimo. L’aspetto all’ingresso."),
            ("c", "Grazie mille, a venerdì."),
        ),
        (
            ("c", "Quanto dura il contratto minimo?"),
            ("a", "Un anno, poi tre mesi di preavviso."),
            ("v", "low"),
            ("c", "E il posto auto è compreso?"),
        ),
        (
            ("c", "Ho mandato i documenti per l’affitto, li ha ricevuti?"),
            ("a", "Sì, ricevuti. Le do una risposta entro domani."),
            ("c", "Perfetto, resto in attesa."),
        ),
    ),
    "en": (
        (
            ("c", "Hi, is the two-bedroom flat near the station still available?"),
            ("a", "Hello! Yes, it is. Would you like to see it?"),
            ("c", "Please. We arrive on Monday, any time after 2 pm."),
            ("a", "Monday at 3 pm then. I will send you the address."),
            ("c", "Great, thank you!"),
        ),
        (
            ("c", "We are relocating in January. Do you help with the school search too?"),
            ("a", "We work with a relocation partner; I can introduce you."),
            ("v", "high"),
            ("c", "That would be wonderful."),
        ),
        (
            ("c", "Could you send me the floor plan again?"),
            ("a", "Of course, one moment."),
            ("c", "This is the wall I meant"),
            ("p", "The wall in question"),
        ),
    ),
}

SMALL_TALK: dict[str, tuple[Line, ...]] = {
    "de": (
        ("c", "Noch eine Frage: Gibt es einen Keller?"), ("a", "Ja, ein Kellerabteil gehört dazu."),
        ("c", "Wir würden die Wohnung gerne nehmen."), ("a", "Das freut mich! Ich schicke den Vertrag."),
        ("c", "Bin in zehn Minuten da."), ("a", "Bis gleich."),
    ),
    "fr": (
        ("c", "Y a-t-il une cave ?"), ("a", "Oui, une cave est comprise."),
        ("c", "Nous aimerions déposer un dossier."), ("a", "Très volontiers, je vous envoie le formulaire."),
    ),
    "it": (
        ("c", "C’è anche una cantina?"), ("a", "Sì, la cantina è compresa."),
        ("c", "Vorremmo prendere l’appartamento."), ("a", "Ottimo! Preparo il contratto."),
    ),
    "en": (
        ("c", "Is there a storage room?"), ("a", "Yes, one in the basement."),
        ("c", "We would like to take it."), ("a", "Lovely! I will prepare the lease."),
    ),
}  # fmt: skip
