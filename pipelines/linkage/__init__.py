"""Who is who across the registers: persons in, links and pairs and reasons out; no input, no output."""

from __future__ import annotations

from pipelines.linkage.carried import Carried, Wear
from pipelines.linkage.deduplication import Deduplicated, deduplicate
from pipelines.linkage.explain import Step, link_sentences, refusal_sentences, waterfall
from pipelines.linkage.linking import Linked, link
from pipelines.linkage.model import Model, Thresholds
from pipelines.linkage.registers import Linkage, link_registers

__all__ = [
    "Carried",
    "Deduplicated",
    "Linkage",
    "Linked",
    "Model",
    "Step",
    "Thresholds",
    "Wear",
    "deduplicate",
    "link",
    "link_registers",
    "link_sentences",
    "refusal_sentences",
    "waterfall",
]  # fmt: skip
