"""Two runs compared bit by bit."""

import numpy as np

from commonweal.experiments.run import Run


def same_bits(first: Run, second: Run) -> None:
    assert first.columns.keys() == second.columns.keys()
    for name, values in first.columns.items():
        np.testing.assert_array_equal(values, second.columns[name], err_msg=name)
    for table, sums in first.sums.items():
        for arm, total in sums.total.items():
            np.testing.assert_array_equal(total, second.sums[table].total[arm])
