"""The log and the keys of its subjects."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(files("twinline.log").joinpath("sql", "0001_log.sql").read_text())]
