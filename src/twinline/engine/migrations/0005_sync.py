"""What phones were asked to send."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0004_lifecycle")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0005_sync.sql").read_text())]
