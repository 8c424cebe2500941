"""A workspace may take away the Meta app that it entered."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0005_apps")]
    operations = [migrations.RunSQL((SQL / "0006_own_apps.sql").read_text())]
