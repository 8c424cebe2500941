"""What is unread is found by itself, so that the tabs are counted in no time in a large workspace."""

from importlib.resources import files

from django.db import migrations

SQL = files("twinline.projections").joinpath("sql")


class Migration(migrations.Migration):
    dependencies = [("projections", "0003_reactions_elsewhere")]
    operations = [migrations.RunSQL(SQL.joinpath("0005_unread.sql").read_text())]
