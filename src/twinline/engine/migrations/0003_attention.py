"""What the customer was told about being read, and who is looking just now."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0002_line")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0003_attention.sql").read_text())]
