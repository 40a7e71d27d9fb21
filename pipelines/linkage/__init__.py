"""Who is who across the registers: persons in, links and pairs and reasons out; no input, no output."""

from __future__ import annotations

from pipelines.linkage.explain import Step, reason_sentence, waterfall
from pipelines.linkage.linking import Linked, link
from pipelines.linkage.model import Model
from pipelines.linkage.registers import Linkage, link_registers

__all__ = ["Linkage", "Linked", "Model", "Step", "link", "link_registers", "reason_sentence", "waterfall"]
