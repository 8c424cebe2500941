"""Room on the pages of rows that change often."""

from importlib.resources import files

from django.db import migrations

SQL = files("twinline.projections").joinpath("sql")


class Migration(migrations.Migration):
    dependencies = [("projections", "0001_initial")]
    operations = [migrations.RunSQL(SQL.joinpath("0003_room.sql").read_text())]
