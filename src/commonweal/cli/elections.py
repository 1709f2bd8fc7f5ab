"""``commonweal elections``: counting ballots and sharing out seats."""

from __future__ import annotations

import click

from commonweal.cli.elections_allocate import allocate
from commonweal.cli.elections_bias import bias
from commonweal.cli.elections_count import count
from commonweal.cli.elections_forecast import forecast
from commonweal.cli.elections_pact import pact
from commonweal.cli.elections_power import power
from commonweal.cli.elections_result import result


@click.group("elections")
def elections() -> None:
    """Count ballots, share out seats: files of your own, by any of the rules.

    docs/elections.md says how files are read, and what each rule does.
    """


elections.add_command(count)
elections.add_command(allocate)
elections.add_command(result)
elections.add_command(pact)
elections.add_command(forecast)
elections.add_command(power)
elections.add_command(bias)
