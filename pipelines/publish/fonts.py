"""Which Chinese fonts this machine has."""

from __future__ import annotations

import subprocess


def chinese_families() -> list[str]:
    """Their families by name; none, too, where fonts cannot be listed because fontconfig is missing."""
    asked = ["fc-list", ":lang=zh-cn", "family"]
    try:
        listed = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
