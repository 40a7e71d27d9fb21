"""Assertions in the corpus' own modules show what differed."""

import pytest

pytest.register_assert_rewrite("tests.corpus.case")
