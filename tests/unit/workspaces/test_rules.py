"""Who may do and see what: the whole table, cell by cell."""

from __future__ import annotations

from itertools import product

import pytest

from twinline.workspaces.refused import Forbidden
from twinline.workspaces.rules import Right, Role, check_may, check_may_name, may

TABLE = """
                                  owner  administrator  supervisor  agent  auditor
see conversations                 yes    yes            yes         yes    yes
see conversations of all numbers  yes    yes            no          no     yes
write to customers                yes    yes            yes         yes    no
assign                            yes    yes            yes         no     no
set up numbers                    yes    yes            no          no     no
set up members                    yes    yes            no          no     no
manage teams                      yes    yes            no          no     no
manage workspace settings         yes    yes            no          no     no
name an owner                     yes    no             no          no     no
"""


def cells() -> dict[tuple[Right, Role], bool]:
    roles, *lines = TABLE.strip("\n").splitlines()
    found = {}
    for line in lines:
        *words, a, b, c, d, e = line.split()
        for role, cell in zip(roles.split(), (a, b, c, d, e), strict=True):
            found[Right(" ".join(words)), Role(role)] = cell == "yes"
    return found


def test_the_table_has_a_cell_for_every_right_and_role() -> None:
    assert cells().keys() == set(product(Right, Role))


@pytest.mark.parametrize(("right", "role"), list(product(Right, Role)))
def test_a_role_may_do_exactly_what_the_table_says(right: Right, role: Role) -> None:
    assert may(role, right) is cells()[right, role]
    if may(role, right):
        check_may(role, right)
    else:
        with pytest.raises(Forbidden) as no:
            check_may(role, right)
        assert (no.value.code, no.value.action) == ("forbidden", "tell_a_person")


@pytest.mark.parametrize(("by", "named"), list(product(Role, Role)))
def test_who_names_whom(by: Role, named: Role) -> None:
    allowed = by is Role.OWNER or (by is Role.ADMINISTRATOR and named is not Role.OWNER)
    if allowed:
        check_may_name(by, named)
    else:
        with pytest.raises(Forbidden):
            check_may_name(by, named)
