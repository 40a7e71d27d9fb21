"""How every test runs: Hypothesis never judges by the clock, since these machines are shared."""

from hypothesis import settings

settings.register_profile("rollcall", deadline=None)
settings.load_profile("rollcall")
