"""How numbers are, and what is to be told of them."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0005_sync"), ("projections", "0004_unread"), ("workspaces", "0004_joining")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0006_health.sql").read_text())]
