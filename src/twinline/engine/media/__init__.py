"""Files both ways: fetched from Meta, uploaded to it, and kept encrypted here."""
