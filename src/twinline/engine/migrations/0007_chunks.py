"""The chunks of a history that have come."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0006_health")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0007_chunks.sql").read_text())]
