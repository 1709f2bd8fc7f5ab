"""Taxes: the law of income tax, National Insurance and child benefit, run over households."""
