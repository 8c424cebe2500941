"""Invited phones: people who connect their number without an account, and the mail that goes to them."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0008_outgoing_webhooks")]
    operations = [migrations.RunSQL((SQL / "0009_fleets.sql").read_text())]
