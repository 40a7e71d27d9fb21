"""Rollcall on the public sets, with a model file for each. Runs in the product's environment.

    .venv/bin/python benchmarks/sides/ours_public.py febrl4|historical MODEL.json FOLDER OUT

febrl4 writes OUT, a parquet file of links (left, right); historical writes OUT/clusters.parquet (record_id, cluster).
Neither reads truth: the column that holds it is not read, and since the record ids of both sets tell it too, the
engine is given ids that do not.
"""

from __future__ import annotations

import argparse
import re
from hashlib import blake2b
from pathlib import Path

import polars as pl
from phases import imported, phase

from pipelines.linkage import Model, deduplicate, link

#: Words before, within and after a name that are no part of it.
_TITLE_WORDS = """
    sir lord lady dame rev reverend hon rt dr mr mrs miss captain capt colonel col general gen major maj lieutenant
    lieut lt admiral adm prof professor bishop saint st maj-gen major-general brig-gen brigadier lieut-gen lt-gen
    lt-col lieut-col lieutenant-general lieutenant-colonel bt bart baronet baron baroness earl viscount viscountess
    countess count duke duchess marquess marquis prince princess of the de jr sr v vc first second third fourth fifth
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_ORDINAL = re.compile(r"\d+(st|nd|rd|th)")
_IN_BRACKETS = re.compile(r"\([^)]*\)?")
#: 1 January stands for an unknown day in a fifth of the dates; two records that share it share the year.
_FILLER = "-01-01"


def febrl4(model: Model, folder: Path, out: Path) -> None:
    """Links of dataset4a to dataset4b, one to one."""
    with phase("read"):
        left, right = (_febrl(folder / name) for name in ("dataset4a.csv", "dataset4b.csv"))
        ids = pl.concat([left, right]).select("record_id", "rec_id")
    with phase("link"):
        found = link(left.drop("rec_id"), right.drop("rec_id"), model)
    links = found.links.select("left_record", "right_record")
    for side, name in (("left_record", "left"), ("right_record", "right")):
        links = links.join(ids.rename({"record_id": side, "rec_id": name}), on=side)
    links.select("left", "right").sort("left", "right").write_parquet(out)
    print(f"{found.compared:,} pairs compared, {found.links.height:,} linked, {found.pairs.height:,} not")


def _febrl(path: Path) -> pl.DataFrame:
    """The file's columns under their names, blanks as nulls, dates as ISO dates, ids that tell nothing."""
    frame = pl.read_csv(path, infer_schema=False).rename(str.strip)
    frame = frame.with_columns(pl.all().str.strip_chars().replace("", None))
    iso = pl.col("date_of_birth").str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3")
    return frame.with_columns(iso, _opaque(frame["rec_id"]))


def historical(model: Model, folder: Path, out: Path) -> None:
    """Clusters of the 50,578 records of historical persons."""
    with phase("read"):
        persons = _historical(folder / "historical_figures_with_errors_50k.parquet")
    with phase("deduplicate"):
        found = deduplicate(persons.drop("unique_id"), model)
    clusters = found.clusters.join(persons.select("record_id", "unique_id"), on="record_id")
    out.mkdir(parents=True, exist_ok=True)
    clusters = clusters.select(record_id="unique_id", cluster="cluster").sort("record_id")
    clusters.write_parquet(out / "clusters.parquet")
    print(
        f"{found.compared:,} pairs compared, {clusters['cluster'].n_unique():,} clusters, weakest merge at"
        f" {found.stop:.2f} bits, {found.expected_false:.2%} of pairs expected false"
    )


def _historical(path: Path) -> pl.DataFrame:
    """One row a record: the name in its parts, the date, places, and what blocking is done by."""
    columns = ["unique_id", "full_name", "dob", "birth_place", "postcode_fake", "gender", "occupation"]
    frame = pl.read_parquet(path, columns=columns).rename({"birth_place": "place", "postcode_fake": "postcode"})
    names = pl.DataFrame(
        [name_parts(name) for name in frame["full_name"]],
        schema={"given": pl.String, "surname": pl.String, "middle": pl.String},
        orient="row",
    )
    frame = pl.concat([frame.drop("full_name"), names], how="horizontal")
    certain_day = ~pl.col("dob").str.ends_with(_FILLER)
    return frame.with_columns(
        _opaque(frame["unique_id"]),
        # Wikidata's blank nodes ("t2227949966") stand for an unknown sex.
        sex=pl.when(pl.col("gender").is_in(["male", "female"])).then("gender"),
        names=pl.concat_str("given", "surname", "middle", separator=" ", ignore_nulls=True),
        day=pl.when(certain_day).then("dob"),
        anniversary=pl.when(certain_day).then(pl.col("dob").str.slice(5)),
        district=pl.col("postcode").str.extract(r"^(\S+) "),
        area=pl.col("postcode").str.extract(r"^([a-z]+)"),
    ).drop("gender")


def name_parts(name: str | None) -> tuple[str | None, str | None, str | None]:
    """Given name, surname and the words between and after them, without titles and ranks; null where there is none."""
    head, _, tail = _IN_BRACKETS.sub("", name or "").partition(",")
    before, after = _words(head), _words(tail)
    if not before:
        before, after = after, []
    given = before[0] if before else None
    surname = before[-1] if len(before) > 1 else None
    return given, surname, " ".join([*before[1:-1], *after]) or None


def _words(text: str) -> list[str]:
    words = (word.strip("'\"") for word in text.replace(".", " ").split())
    return [word for word in words if word and word not in _TITLES and not _ORDINAL.fullmatch(word)]


def _opaque(ids: pl.Series) -> pl.Series:
    digests = [blake2b(identifier.encode(), digest_size=12).hexdigest() for identifier in ids]
    return pl.Series("record_id", digests)


def main() -> None:
    """Link one set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("febrl4", "historical"))
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    wanted = parser.parse_args()
    model = Model.from_json(wanted.model.read_text("utf-8"))
    {"febrl4": febrl4, "historical": historical}[wanted.set](model, wanted.folder, wanted.out)


if __name__ == "__main__":
    imported()
    main()
