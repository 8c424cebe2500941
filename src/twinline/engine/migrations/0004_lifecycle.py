"""Which numbers Meta is asked about."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0003_attention"), ("workspaces", "0003_lifecycle")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0004_lifecycle.sql").read_text())]
