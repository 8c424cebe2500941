"""What of a number's past is here, and what is missing, is found by itself."""

from importlib.resources import files

from django.db import migrations

SQL = files("twinline.projections").joinpath("sql")


class Migration(migrations.Migration):
    dependencies = [("projections", "0004_unread")]
    operations = [migrations.RunSQL(SQL.joinpath("0006_past.sql").read_text())]
