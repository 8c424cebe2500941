"""What Embedded Signup needs of an app, and whose app it is."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0004_joining")]
    operations = [
        migrations.RunSQL(
            (SQL / "0005_apps.sql").read_text(),
            state_operations=[
                migrations.AddField("metaapp", "config_id", models.TextField(blank=True, default="", db_default="")),
                migrations.AddField(
                    "metaapp", "workspace", models.ForeignKey("workspaces.Workspace", models.RESTRICT, null=True)
                ),
            ],
        )
    ]
