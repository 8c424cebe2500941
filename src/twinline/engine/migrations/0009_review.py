"""The owner's review of a phone's contacts."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0010_recovery")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0009_review.sql").read_text())]
