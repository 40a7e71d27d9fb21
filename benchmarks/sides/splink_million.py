"""Splink on the invented million: read, train, predict, one-to-one, write the links. Runs in the peers' environment.

    build/peers/.venv/bin/python benchmarks/sides/splink_million.py levels|library FOLDER OUT.parquet [--threshold .5]

``levels`` compares by the same levels as rollcall's model, in the cheapest SQL there is for them: equality, Hamming
distance on the fixed-width number, code points and syllables as columns. ``library`` takes the comparisons that
Splink's own examples take for such columns. Both are trained as Splink's pages advise: the prior by deterministic
rules, u by random sampling, m by expectation maximization in two sessions, each blocked on what the other estimates.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from phases import imported, phase
from pypinyin import lazy_pinyin
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

BLOCKING = (
    ("citizen_id",), ("name", "dob"), ("dob", "district"), ("name", "district"), ("guardian", "district"),
    ("name", "guardian"),
)  # fmt: skip
PREPARED = """
CREATE TABLE {side}_side AS
SELECT
    record_id, name, sex, district, citizen_id, guardian, dob,
    unicode(name[1]) AS n1, unicode(name[2]) AS n2, unicode(name[3]) AS n3, length(name) AS nl, name[4:] AS n_rest,
    array_to_string(list_transform(string_split(name, ''), lambda c: coalesce(syllables[c], c)), ' ') AS said,
    unicode(guardian[1]) AS g1, citizen_id[:15] AS id15,
    year(dob) AS birth_y, month(dob) AS birth_m, day(dob) AS birth_d
FROM read_parquet('{path}'), syllable
"""


def main() -> None:
    """Link and print the seconds of each phase."""
    wanted = _arguments()
    with phase("read"):
        connection = duckdb.connect()
        connection.execute(f"SET threads = {wanted.threads}")
        api = DuckDBAPI(connection)
        sides = [_registered(api, wanted.folder, side, wanted.kind) for side in ("left", "right")]
        linker = Linker(sides, _settings(wanted.kind))
    with phase("train"):
        _train(linker, wanted.random_pairs)
    with phase("predict"):
        pairs = linker.inference.predict(threshold_match_probability=wanted.threshold)
    with phase("one-to-one"):
        # DuckDB 2.0.0 reorders the joins of this step into a quadratic one.
        connection.execute("SET disabled_optimizers = 'join_order'")
        clusters = linker.clustering.cluster_using_single_best_links(
            pairs, duplicate_free_datasets=["left", "right"], threshold_match_probability=wanted.threshold
        )
        connection.execute("SET disabled_optimizers = ''")
    with phase("write"):
        _write(connection, clusters.physical_name, pairs.physical_name, wanted.out)
    print(f"pairs at p ≥ {wanted.threshold}: {_count(connection, pairs.physical_name):,}")


def _settings(kind: str) -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="record_id",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in BLOCKING],
        comparisons=_by_levels() if kind == "levels" else _by_library(),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _by_levels() -> list[cl.CustomComparison]:
    apart = "(n1_l <> n1_r)::int + (n2_l <> n2_r)::int + (n3_l <> n3_r)::int"
    parts = "(birth_y_l = birth_y_r)::int + (birth_m_l = birth_m_r)::int + (birth_d_l = birth_d_r)::int"
    return [
        _comparison("name", [
            ("same", "name_l = name_r"), ("same syllables", "said_l = said_r"),
            ("one character apart", f"nl_l = nl_r AND n_rest_l = n_rest_r AND {apart} = 1"),
            ("same surname", "n1_l = n1_r"),
        ], frequency="name"),
        _comparison("citizen_id", [
            ("same", "citizen_id_l = citizen_id_r"), ("one digit apart", "hamming(citizen_id_l, citizen_id_r) = 1"),
            ("two digits apart", "hamming(citizen_id_l, citizen_id_r) = 2"), ("first fifteen", "id15_l = id15_r"),
        ]),
        _comparison("dob", [
            ("same", "dob_l = dob_r"), ("two of three parts", f"{parts} = 2"),
            ("month and day swapped", "birth_y_l = birth_y_r AND birth_m_l = birth_d_r AND birth_d_l = birth_m_r"),
        ]),
        _comparison("guardian", [("same", "guardian_l = guardian_r"), ("same surname", "g1_l = g1_r")]),
        _comparison("sex", [("same", "sex_l = sex_r")]),
        _comparison("district", [("same", "district_l = district_r")]),
    ]  # fmt: skip


def _comparison(column: str, levels: list[tuple[str, str]], frequency: str | None = None) -> cl.CustomComparison:
    empty = f"{column}_l IS NULL OR {column}_r IS NULL"
    null = {"sql_condition": empty, "label_for_charts": "null", "is_null_level": True}
    named = [{"sql_condition": sql, "label_for_charts": label} for label, sql in levels]
    if frequency:
        named[0]["tf_adjustment_column"] = frequency
    rest = {"sql_condition": "ELSE", "label_for_charts": "else"}
    return cl.CustomComparison(output_column_name=column, comparison_levels=[null, *named, rest])


def _by_library() -> list:
    return [
        cl.NameComparison("name").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("citizen_id", [1, 2]),
        cl.DateOfBirthComparison("dob", input_is_string=False),
        cl.NameComparison("guardian"),
        cl.ExactMatch("sex"),
        cl.ExactMatch("district"),
    ]


def _registered(api: DuckDBAPI, folder: Path, side: str, kind: str):
    path = folder / f"{side}.parquet"
    connection = api.duckdb_con
    if kind == "library":
        connection.execute(f"CREATE TABLE {side}_side AS FROM read_parquet('{path}')")
    else:
        _learn_syllables(connection, path)
        connection.execute(PREPARED.format(side=side, path=path))
    return api.register(f"{side}_side", dataset_display_name=side)


def _learn_syllables(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The syllable of every character of these names, as one map."""
    characters = [row[0] for row in connection.execute(
        f"SELECT DISTINCT unnest(string_split(name, '')) FROM read_parquet('{path}') WHERE name IS NOT NULL"
    ).fetchall()]  # fmt: skip
    said = [lazy_pinyin(character)[0] for character in characters]
    connection.execute("CREATE OR REPLACE TABLE syllable AS SELECT map($1, $2) AS syllables", [characters, said])


def _train(linker: Linker, random_pairs: float) -> None:
    linker.training.estimate_probability_two_random_records_match(
        [block_on("citizen_id"), block_on("name", "dob", "district")], recall=0.97
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=random_pairs)
    for rule in (block_on("citizen_id"), block_on("name", "dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)


def _write(connection: duckdb.DuckDBPyConnection, clusters: str, pairs: str, out: Path) -> None:
    connection.execute(f"""
        COPY (
            SELECT l.record_id AS "left", r.record_id AS "right"
            FROM {clusters} AS l JOIN {clusters} AS r USING (cluster_id)
            WHERE l.source_dataset = 'left' AND r.source_dataset = 'right'
        ) TO '{out}' (FORMAT parquet)
    """)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return row[0] if row else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("levels", "library"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=0.5)
    # Its pages: 1e9 gives the best results, 1e7 is often adequate, the default of 1e6 may be too small.
    parser.add_argument("--random-pairs", type=float, default=1e7)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    imported()
    main()
