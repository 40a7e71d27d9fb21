"""A few of the odd files that ``python benchmarks/fuzz_readers.py`` draws by the thousand."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.corpus.fuzzing import Odd, holds, odd_files


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(odd_files())
def test_any_file_is_read_whole_or_refused_in_a_sentence(odd: Odd):
    assert holds(odd) in ("read", "refused")
