"""Outgoing webhooks and what is delivered to them."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0007_owners"), ("engine", "0008_alert_mail")]
    operations = [migrations.RunSQL((SQL / "0008_outgoing_webhooks.sql").read_text())]
