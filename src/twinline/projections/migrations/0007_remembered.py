"""What is only a phone's past asks for nothing, and is that of the number's owner."""

from importlib.resources import files

from django.db import migrations

SQL = files("twinline.projections").joinpath("sql")


class Migration(migrations.Migration):
    dependencies = [("projections", "0006_untold"), ("workspaces", "0001_initial")]
    operations = [migrations.RunSQL(SQL.joinpath("0008_remembered.sql").read_text())]
