"""Jobs, outbox, pace and files."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0001_dispatch.sql").read_text())]
