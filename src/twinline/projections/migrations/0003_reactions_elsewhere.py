"""Putting a reaction says which conversation lost the one before it."""

from importlib.resources import files

from django.db import migrations

SQL = files("twinline.projections").joinpath("sql")


class Migration(migrations.Migration):
    dependencies = [("projections", "0002_room")]
    operations = [migrations.RunSQL(SQL.joinpath("0004_reactions_elsewhere.sql").read_text())]
