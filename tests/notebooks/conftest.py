"""The invented county after its first night, for the notebooks to look at."""

from tests.end_to_end.conftest import pattern_county, published_pattern  # noqa: F401
