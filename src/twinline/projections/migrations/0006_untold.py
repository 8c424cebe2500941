"""Messages of which Meta told too little are found by themselves."""

from importlib.resources import files

from django.db import migrations

SQL = files("twinline.projections").joinpath("sql")


class Migration(migrations.Migration):
    dependencies = [("projections", "0005_past")]
    operations = [migrations.RunSQL(SQL.joinpath("0007_untold.sql").read_text())]
