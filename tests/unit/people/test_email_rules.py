"""What an address must look like to be invited."""

import pytest

from twinline.features.people.rules import email_of
from twinline.workspaces.refused import Refused


@pytest.mark.parametrize(
    ("written", "kept"),
    [("bob@example.org", "bob@example.org"), ("  Bob.Frei+work@Example.ORG \n", "bob.frei+work@example.org")],
)
def test_an_address_is_kept_trimmed_and_in_lower_case(written: str, kept: str) -> None:
    assert email_of(written) == kept


@pytest.mark.parametrize(
    "written", ["", "bob", "bob@", "@example.org", "bob@example", "a@b@c.de", "bob frei@example.org"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Refused) as no:
        email_of(written)
    assert no.value.code == "email_invalid"
