from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MetaApp",
            fields=[
                ("app_id", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("secret", models.BinaryField()),
                ("previous_secret", models.BinaryField(null=True)),
                ("verify_token", models.BinaryField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "meta_app",
            },
        ),
        migrations.CreateModel(
            name="Workspace",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("slug", models.SlugField(max_length=60, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("de", "Deutsch"),
                            ("fr", "Français"),
                            ("it", "Italiano"),
                        ],
                        db_default="en",
                        default="en",
                        max_length=2,
                    ),
                ),
                ("time_zone", models.TextField(db_default="Europe/Zurich", default="Europe/Zurich")),
            ],
            options={
                "db_table": "workspace",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.TextField()),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("de", "Deutsch"),
                            ("fr", "Français"),
                            ("it", "Italiano"),
                        ],
                        db_default="en",
                        default="en",
                        max_length=2,
                    ),
                ),
                ("is_active", models.BooleanField(db_default=True, default=True)),
            ],
            options={
                "db_table": "user",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_lower",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberRoute",
            fields=[
                ("phone_number_id", models.TextField(primary_key=True, serialize=False)),
                ("waba_id", models.TextField(db_index=True)),
                ("number_id", models.UUIDField()),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workspaces.workspace"),
                ),
            ],
            options={
                "db_table": "number_route",
            },
        ),
        migrations.CreateModel(
            name="Number",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("phone_number_id", models.TextField()),
                ("waba_id", models.TextField()),
                ("display_phone", models.TextField()),
                ("name", models.TextField()),
                ("owner_name", models.TextField(blank=True, db_default="", default="")),
                (
                    "mode",
                    models.CharField(
                        choices=[("coexistence", "Coexistence"), ("cloud_api", "Cloud API")], max_length=11
                    ),
                ),
                ("token", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("connected", "Connected"),
                            ("offboarded", "Offboarded"),
                            ("removed", "Removed"),
                        ],
                        db_default="connected",
                        default="connected",
                        max_length=10,
                    ),
                ),
                ("onboarded_at", models.DateTimeField()),
                ("read_receipts", models.BooleanField(db_default=True, default=True)),
                (
                    "app",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="workspaces.metaapp"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workspaces.workspace"),
                ),
            ],
            options={
                "db_table": "number",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "id"), name="number_of_workspace"),
                    models.UniqueConstraint(fields=("workspace", "phone_number_id"), name="number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["coexistence", "cloud_api"])),
                        name="number_mode_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["connected", "offboarded", "removed"])),
                        name="number_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("display_phone__regex", "^[0-9]{6,15}$")),
                        name="number_display_phone_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("administrator", "Administrator"),
                            ("supervisor", "Supervisor"),
                            ("agent", "Agent"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workspaces.workspace"),
                ),
            ],
            options={
                "db_table": "membership",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "user"), name="membership_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "administrator", "supervisor", "agent", "auditor"])),
                        name="membership_role_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL((SQL / "0001_directories.sql").read_text()),
    ]
