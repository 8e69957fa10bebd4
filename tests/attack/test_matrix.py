"""Every cell of the permission table, in every context, against the matrix written by hand. Over HTTP: `test_cells`."""

from itertools import product

from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from tests.attack import expectation


def test_the_table_says_in_every_cell_what_the_matrix_says() -> None:
    wrong = {
        (*cell, action): permissions.may(cell[0], action, cell[2], cell[1])
        for cell, letters in expectation.expected().items()
        for action in Action
        if permissions.may(cell[0], action, cell[2], cell[1]) != (action in letters)
    }
    assert wrong == {}


def test_the_matrix_has_every_cell_of_every_context_and_each_departure_says_why() -> None:
    cells = set(product(map(str, Role), map(str, Context), map(str, DataGroup)))
    assert set(expectation.expected()) == cells
    made = list(expectation.decisions())
    assert len({cell for cell, *_rest in made}) == len(made)
    for cell, letters, decided, why in made:
        assert expectation.reference()[cell] == letters, cell
        assert set(letters) != set(decided), cell
        assert len(why) > 20, cell
