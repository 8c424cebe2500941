"""The order of the line, and indexes for what is looked at every second."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0001_dispatch")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0002_line.sql").read_text())]
