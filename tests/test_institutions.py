"""What must hold for every institution, shipped or from outside."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from commonweal.core.protocol import LUCK, Institution
from commonweal.experiments.run import run
from commonweal.experiments.specification import Arm
from commonweal.institutions import registry
from tests.support import institutions as support
from tests.support.institutions import CASES, both, rows_of

every_case = pytest.mark.parametrize("case", CASES, ids=str)
every_institution = pytest.mark.parametrize("name", sorted({c.institution for c in CASES}))


@pytest.fixture(autouse=True)
def found(tmp_path):
    with support.all_found(tmp_path / "plugins"):
        yield


@every_institution
def test_it_keeps_the_protocol(name):
    assert isinstance(registry.find(name), Institution)


def test_no_shipped_institution_is_forgotten_here():
    assert set(registry.SHIPPED) <= {case.institution for case in CASES}


@every_institution
def test_every_check_has_a_source_and_a_fault_to_be_tried_with(name):
    checks = registry.find(name).checks()
    assert checks
    assert [check.id for check in checks if not (check.source and check.faults)] == []


@every_institution
def test_every_uncertainty_lies_where_its_prior_does(name):
    edges = np.array([1e-9, 1 - 1e-9])
    assert [
        u.name
        for u in registry.find(name).uncertainties.values()
        if not u.prior.quantile(edges)[0] <= u.value <= u.prior.quantile(edges)[1]
    ] == []


@every_case
def test_a_reform_that_states_what_is_in_force_changes_exactly_nothing(case):
    arms = (Arm("base", case.base), Arm("stated", support.stated(case)))
    made = run(support.experiment(case, *arms), draws=50)
    assert support.columns_named(made, "base") == support.columns_named(made, "stated")
    assert {
        (row.mean, row.low, row.high, row.total, row.worse_off, row.entries, row.exits)
        for row in made.ledger("stated", "base").rows
    } == {(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)}


@every_case
def test_the_reform_of_the_case_is_a_reform(case):
    made = both(case)
    assert support.columns_named(made, "base") != support.columns_named(made, "reform")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES[::3], ids=str)
def test_arms_in_processes_of_their_own_meet_the_same_luck(case):
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        base = pool.submit(support.digest_of_arm, case, case.base)
        stated = pool.submit(support.digest_of_arm, case, support.stated(case))
        assert base.result() == stated.result() == support.digest_of_arm(case, case.base)


@every_case
@pytest.mark.parametrize("size", [1, 3, 5])
def test_any_batch_gives_the_same_bits(case, size):
    ready, draws = rows_of(case)
    for model in ready.models:
        assert support.piecewise(model, draws, size) == support.bits(model.run(draws))


@every_case
def test_the_order_of_the_rows_does_not_matter(case):
    ready, draws = rows_of(case)
    order = [5, 0, 7, 2, 1, 6, 3, 4]
    for model in ready.models:
        turned = model.run(support.reordered(draws, order))
        assert support.bits(turned) == support.bits(model.run(draws), order)


@every_case
def test_running_again_gives_the_same_bits_and_leaves_the_world_alone(case):
    ready, draws = rows_of(case)
    before = ready.institution.open_world(case.world).hash
    for model in ready.models:
        assert support.bits(model.run(draws)) == support.bits(model.run(draws))
    assert ready.world.hash == before


@every_case
def test_a_model_that_names_luck_uses_it_and_one_that_does_not_ignores_it(case):
    ready, draws = rows_of(case)
    for model in ready.models:
        same = support.bits(model.run(draws)) == support.bits(model.run(support.other_luck(draws)))
        assert same is (LUCK not in model.reads)


@every_case
def test_units_are_conserved_and_weights_positive(case):
    ready, draws = rows_of(case)
    base, reform = (model.run(draws).units for model in ready.models)
    assert base.keys() == reform.keys() != set()
    for name, units in base.items():
        assert np.array_equal(units.table.ids, reform[name].table.ids)
        assert np.array_equal(units.table.weight, reform[name].table.weight)
        assert units.table.weight.min() > 0


@every_case
def test_the_groups_of_the_ledger_sum_to_everybody(case):
    ledger = both(case).ledger("reform", "base")
    everybody = ledger.row()
    assert everybody.weight > 0
    for group in {row.group for row in ledger.rows} - {"all"}:
        rows = [row for row in ledger.rows if row.group == group]
        for part in ("weight", "total", "entries", "exits"):
            summed = sum(getattr(row, part) for row in rows)
            size = sum(abs(getattr(row, part)) for row in rows)
            assert summed == pytest.approx(getattr(everybody, part), abs=1e-9 * max(size, 1))


@every_case
def test_a_ledger_read_backwards_has_the_opposite_sign(case):
    made = both(case)
    there, back = made.ledger("reform", "base").row(), made.ledger("base", "reform").row()
    assert there.mean == -back.mean
    assert there.total == -back.total
    assert (there.entries, there.exits) == (back.exits, back.entries)


@pytest.mark.parametrize("case", [c for c in CASES if c.world.startswith("ge")], ids=str)
def test_seats_and_shares_sum_to_the_house(case):
    made = both(case)
    for arm in ("base", "reform"):
        parties = made.labels["party"]
        seats = [made.measure(arm, "seats", {"party": party})[0, 0] for party in parties]
        shares = [made.measure(arm, "seat_share", {"party": party})[0, 0] for party in parties]
        votes = [made.measure(arm, "vote_share", {"party": party})[0, 0] for party in parties]
        assert sum(seats) == 650
        assert sum(shares) == pytest.approx(1, abs=1e-12)
        assert sum(votes) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("case", [c for c in CASES if c.institution == "taxes"], ids=str)
def test_what_the_treasury_gains_its_parts_say(case):
    made = both(case)
    paid = (
        "income_tax",
        "national_insurance",
        "employer_national_insurance",
        "child_benefit_charge",
    )
    for arm in ("base", "reform"):
        parts = sum(made.measure(arm, name) for name in paid) - made.measure(arm, "child_benefit")
        np.testing.assert_allclose(parts, made.measure(arm, "revenue"), rtol=1e-12)


@pytest.mark.parametrize("case", [c for c in CASES if c.institution == "taxes"], ids=str)
def test_what_households_gain_the_treasury_and_employers_lose(case):
    made = both(case)
    households = made.measure("reform", "net_income") - made.measure("base", "net_income")
    treasury = made.measure("reform", "revenue") - made.measure("base", "revenue")
    np.testing.assert_allclose(households, -treasury, rtol=1e-9)


@pytest.mark.parametrize("case", [c for c in CASES if c.institution == "health"], ids=str)
def test_the_lists_of_both_classes_make_up_the_list(case):
    made = both(case)
    for arm in ("base", "reform"):
        for at in made.labels["at"]:
            fundholding, others, everybody = (
                made.measure(arm, "list_size", {"class": c}, at)
                for c in ("fundholding", "others", "all")
            )
            np.testing.assert_allclose(fundholding + others, everybody, rtol=1e-12)
