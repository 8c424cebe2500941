"""Teams, invitations, calendars; who has the phone of a number and who sees it."""

from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="joined_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="number",
            name="owner_member",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="number",
            name="visibility",
            field=models.CharField(
                choices=[("everyone", "Everyone"), ("teams", "Teams")],
                db_default="everyone",
                default="everyone",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="workspace",
            name="privacy_text",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddConstraint(
            model_name="number",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["everyone", "teams"])), name="number_visibility_known"
            ),
        ),
        migrations.RunSQL((SQL / "0002_people.sql").read_text()),
    ]
