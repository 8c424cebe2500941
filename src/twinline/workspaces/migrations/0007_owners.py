"""A number is handed to somebody else: who had it before, and from when on its owner sees what is said."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0006_own_apps")]
    operations = [
        migrations.AddField(model_name="number", name="owner_since", field=models.DateTimeField(null=True)),
        migrations.RunSQL((SQL / "0007_owners.sql").read_text()),
    ]
