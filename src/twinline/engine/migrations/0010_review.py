"""The owner's review of a phone's contacts."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0009_recovery")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0010_review.sql").read_text())]
