"""Attempts to connect a number."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0003_lifecycle")]
    operations = [migrations.RunSQL((SQL / "0004_joining.sql").read_text())]
