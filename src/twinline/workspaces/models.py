"""Whose data it is. Rows are written by actions only; `save` carries no behaviour."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now

from twinline.workspaces.rules import Role

ROLES = [(role.value, role.name.capitalize()) for role in Role]


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"
    FRENCH = "fr", "Français"
    ITALIAN = "it", "Italiano"


class Accounts(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in. One account may be a member of several workspaces."""

    id = models.UUIDField(primary_key=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.TextField()
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH, db_default="en")
    is_active = models.BooleanField(default=True, db_default=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "user"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
        ]


class Workspace(models.Model):
    id = models.UUIDField(primary_key=True, editable=False)
    name = models.TextField()
    slug = models.SlugField(max_length=60, unique=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH, db_default="en")
    time_zone = models.TextField(default="Europe/Zurich", db_default="Europe/Zurich")
    # By language; an empty text is one that nobody has written yet.
    privacy_text = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        db_table = "workspace"

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    id = models.UUIDField(primary_key=True, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    role = models.CharField(max_length=13, choices=ROLES)
    joined_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class MetaApp(models.Model):
    """An app registered at Meta, whose secret signs the webhooks. The secrets are sealed by the Vault."""

    app_id = models.TextField(primary_key=True)
    name = models.TextField()
    secret = models.BinaryField()
    previous_secret = models.BinaryField(null=True)
    verify_token = models.BinaryField()
    changed_at = models.DateTimeField()
    # The Facebook Login for Business configuration that Embedded Signup runs with.
    config_id = models.TextField(blank=True, default="", db_default="")
    # Whose app it is, to change or to take away; none: the whole installation's, from the command line.
    workspace = models.ForeignKey(Workspace, models.RESTRICT, null=True)

    class Meta:
        db_table = "meta_app"

    def __str__(self) -> str:
        return self.app_id


class Mode(models.TextChoices):
    COEXISTENCE = "coexistence", "Coexistence"
    CLOUD_API = "cloud_api", "Cloud API"


class NumberState(models.TextChoices):
    CONNECTED = "connected", "Connected"
    OFFBOARDED = "offboarded", "Offboarded"
    REMOVED = "removed", "Removed"


class Visibility(models.TextChoices):
    EVERYONE = "everyone", "Everyone"
    TEAMS = "teams", "Teams"


class Number(models.Model):
    """A WhatsApp number of a workspace; row-level security binds it. The token is sealed by the Vault."""

    id = models.UUIDField(primary_key=True, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    phone_number_id = models.TextField()
    waba_id = models.TextField()
    app = models.ForeignKey(MetaApp, models.PROTECT)
    display_phone = models.TextField()
    name = models.TextField()
    owner_name = models.TextField(blank=True, default="", db_default="")
    mode = models.CharField(max_length=11, choices=Mode.choices)
    token = models.BinaryField()
    state = models.CharField(
        max_length=10, choices=NumberState.choices, default=NumberState.CONNECTED, db_default="connected"
    )
    # By Meta's clock; what was said earlier comes too late.
    state_at = models.DateTimeField(db_default=Now())
    onboarded_at = models.DateTimeField()
    # Each onboarding is another connection of the same number.
    epoch = models.IntegerField(default=1, db_default=1)
    read_receipts = models.BooleanField(default=True, db_default=True)
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.EVERYONE, db_default="everyone"
    )
    # The member who has the phone, where the owner is one: most owners need no account here.
    owner_member = models.UUIDField(null=True)
    # What the owner sees as its owner begins here; none: with the first message.
    owner_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "number"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "id"], name="number_of_workspace"),
            models.UniqueConstraint(fields=["workspace", "phone_number_id"], name="number_once"),
            models.CheckConstraint(
                condition=models.Q(visibility__in=Visibility.values), name="number_visibility_known"
            ),
            models.CheckConstraint(condition=models.Q(mode__in=Mode.values), name="number_mode_known"),
            models.CheckConstraint(condition=models.Q(state__in=NumberState.values), name="number_state_known"),
            models.CheckConstraint(
                condition=models.Q(display_phone__regex=r"^[0-9]{6,15}$"), name="number_display_phone_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.display_phone


class NumberRoute(models.Model):
    """Directory: which workspace a delivery for a phone number id belongs to."""

    phone_number_id = models.TextField(primary_key=True)
    waba_id = models.TextField(db_index=True)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    number_id = models.UUIDField()

    class Meta:
        db_table = "number_route"

    def __str__(self) -> str:
        return self.phone_number_id
