"""Splink on the public sets with the models that its own example pages publish. Runs in the peers' environment.

    build/peers/.venv/bin/python benchmarks/sides/splink_public.py febrl4|historical FOLDER OUT

febrl4 writes links (left, right) after Splink's one-to-one step; historical writes OUT/clusters.parquet (record_id,
cluster) and OUT/pairs.parquet (left, right, probability), both without having read the column of truth.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from phases import imported, phase
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

FEBRL4_RULES = [
    block_on("given_name", "surname"),
    "l.given_name = r.surname and l.surname = r.given_name",
    block_on("date_of_birth"),
    block_on("soc_sec_id"),
    block_on("state", "address_1"),
    block_on("street_number", "address_1"),
    block_on("postcode"),
]
HISTORICAL_RULES = [
    block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
    block_on("surname", "dob"),
    block_on("first_name", "dob"),
    block_on("postcode_fake", "first_name"),
    block_on("postcode_fake", "surname"),
    block_on("dob", "birth_place"),
    block_on("substr(postcode_fake,1,3)", "dob"),
    block_on("substr(postcode_fake,1,3)", "first_name"),
    block_on("substr(postcode_fake,1,3)", "surname"),
    block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
]


def febrl4(folder: Path, out: Path, threshold: float) -> None:
    """The detailed model of the example page febrl4, then the one-to-one step."""
    with phase("read"):
        connection = duckdb.connect()
        api = DuckDBAPI(connection)
        sides = []
        for side, name in (("a", "dataset4a.csv"), ("b", "dataset4b.csv")):
            connection.execute(f"""
                CREATE TABLE side_{side} AS
                SELECT COLUMNS(*)::VARCHAR.trim().nullif('') FROM read_csv('{folder / name}', all_varchar = true)
            """)
            sides.append(api.register(f"side_{side}", dataset_display_name=side))
        linker = Linker(sides, SettingsCreator(
            link_type="link_only", unique_id_column_name="rec_id", comparisons=_febrl4_comparisons(),
            blocking_rules_to_generate_predictions=FEBRL4_RULES,
        ))  # fmt: skip
    with phase("train"):
        training = linker.training
        training.estimate_probability_two_random_records_match(
            [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.8
        )
        training.estimate_u_using_random_sampling(max_pairs=1e6)
        for rule in ("date_of_birth", "postcode"):
            training.estimate_parameters_using_expectation_maximisation(
                block_on(rule), estimate_without_term_frequencies=True
            )
    with phase("predict"):
        pairs = linker.inference.predict(threshold_match_probability=min(0.2, threshold))
    with phase("one-to-one"):
        connection.execute("SET disabled_optimizers = 'join_order'")
        clusters = linker.clustering.cluster_using_single_best_links(
            pairs, duplicate_free_datasets=["a", "b"], threshold_match_probability=threshold
        )
    connection.execute(f"""
        COPY (SELECT l.rec_id AS "left", r.rec_id AS "right"
              FROM {clusters.physical_name} AS l JOIN {clusters.physical_name} AS r USING (cluster_id)
              WHERE l.source_dataset = 'a' AND r.source_dataset = 'b') TO '{out}' (FORMAT parquet)
    """)


def _febrl4_comparisons() -> list:
    return [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison(
            "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
        ),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]


def historical(folder: Path, out: Path, threshold: float) -> None:
    """The model of the example page deduplicate_50k_synthetic, clustered at the threshold."""
    with phase("read"):
        connection = duckdb.connect()
        api = DuckDBAPI(connection)
        connection.execute(f"""
            CREATE TABLE persons AS
            SELECT * EXCLUDE (cluster), first_name || ' ' || surname AS first_name_surname_concat
            FROM read_parquet('{folder / "historical_figures_with_errors_50k.parquet"}')
        """)
        linker = Linker(api.register("persons"), SettingsCreator(
            link_type="dedupe_only", comparisons=_historical_comparisons(),
            blocking_rules_to_generate_predictions=HISTORICAL_RULES,
        ))  # fmt: skip
    with phase("train"):
        training = linker.training
        training.estimate_probability_two_random_records_match(
            [
                block_on("first_name", "surname", "dob"),
                block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
                block_on("dob", "postcode_fake"),
            ],
            recall=0.6,
        )
        training.estimate_u_using_random_sampling(max_pairs=1e7)
        for rule in (block_on("first_name", "surname"), block_on("dob")):
            training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    with phase("predict"):
        pairs = linker.inference.predict()
    with phase("cluster"):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
    out.mkdir(parents=True, exist_ok=True)
    connection.execute(f"""
        COPY (SELECT unique_id AS record_id, cluster_id AS cluster FROM {clusters.physical_name})
        TO '{out / "clusters.parquet"}' (FORMAT parquet)
    """)
    connection.execute(f"""
        COPY (SELECT unique_id_l AS "left", unique_id_r AS "right", match_probability AS probability
              FROM {pairs.physical_name}) TO '{out / "pairs.parquet"}' (FORMAT parquet)
    """)


def _historical_comparisons() -> list:
    return [
        cl.ForenameSurnameComparison(
            "first_name", "surname", forename_surname_concat_col_name="first_name_surname_concat"
        ),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]


def main() -> None:
    """Link one set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("febrl4", "historical"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=0.95)
    wanted = parser.parse_args()
    {"febrl4": febrl4, "historical": historical}[wanted.set](wanted.folder, wanted.out, wanted.threshold)


if __name__ == "__main__":
    imported()
    main()
