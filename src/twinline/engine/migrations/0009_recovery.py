"""Statuses that were lost and found again."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("engine", "0008_alert_mail")]
    operations = [migrations.RunSQL(files("twinline.engine").joinpath("sql", "0009_recovery.sql").read_text())]
