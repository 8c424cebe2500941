"""How often a number was onboarded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0009_fleets")]
    operations = [
        migrations.AddField(model_name="number", name="epoch", field=models.IntegerField(db_default=1, default=1)),
    ]
