"""Since when a number is connected, offboarded or removed; and when pages last had to read numbers anew."""

import django.db.models.functions.datetime
from django.db import migrations, models

RENUMBERED = """
    -- The position of the last change to what pages know of numbers.
    alter table config.workspace add column renumbered bigint not null default 0;
    grant update (renumbered) on config.workspace to twinline_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0002_people")]

    operations = [
        migrations.AddField(
            model_name="number",
            name="state_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(RENUMBERED),
    ]
