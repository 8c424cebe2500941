"""What Meta delivered, before it is split into facts."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("log", "0001_log"),)
    operations = (migrations.RunSQL(files("twinline.log").joinpath("sql", "0002_intake.sql").read_text()),)
