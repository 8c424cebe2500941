"""Mail about alerts."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0007_chunks")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0008_alert_mail.sql").read_text())]
