"""The tables of the projections, and the doors to content."""

from importlib.resources import files

from django.db import migrations

SQL = files("twinline.projections").joinpath("sql")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("workspaces", "0001_initial"), ("log", "0001_log")]
    operations = [
        migrations.RunSQL(SQL.joinpath("0001_tables.sql").read_text()),
        migrations.RunSQL(SQL.joinpath("0002_content.sql").read_text()),
    ]
