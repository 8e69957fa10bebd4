"""The pages of a case stand where Django's table of addresses says, also below a prefix."""

from uuid import UUID

from django.urls import get_script_prefix, reverse, set_script_prefix

from reports.admin import addresses

CASE, PIECE = UUID(int=7), UUID(int=8)


def test_an_address_is_that_of_the_table() -> None:
    assert addresses.queue() == reverse("admin:reports_case_changelist") == "/admin/reports/case/"
    for page in ("change", "print", "identity"):
        assert addresses.of_case(CASE, page) == reverse(f"admin:reports_case_{page}", args=[CASE])
    assert addresses.of_case(CASE, "register") == reverse("admin:reports_case_verb", args=[CASE, "register"])
    assert addresses.of_case(CASE, "package", PIECE) == reverse("admin:reports_case_package", args=[CASE, PIECE])


def test_a_prefix_stands_before_it_while_there_is_one() -> None:
    plain = addresses.of_case(CASE, "change")
    usual = get_script_prefix()
    try:
        set_script_prefix("/portal/")
        assert addresses.of_case(CASE, "change") == reverse("admin:reports_case_change", args=[CASE])
        assert addresses.of_case(CASE, "change") == f"/portal{plain}"
    finally:
        set_script_prefix(usual)
    assert addresses.of_case(CASE, "change") == plain
