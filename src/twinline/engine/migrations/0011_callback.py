"""Where a number's webhooks go."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0010_review")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0011_callback.sql").read_text())]
