"""A night against its truth: what is counted, who is counted where, and when a difference is called unfair."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sql
from pipelines.evaluation import Evaluation, evaluation, lines
from pipelines.evaluation.aligned import table, width
from pipelines.evaluation.fairness import with_rates
from pipelines.evaluation.words import group_words
from pipelines.language import language
from pipelines.operator.terminal import evaluated
from pipelines.settings import Settings, SettingsError, load

HAN = re.compile(r"[\u4e00-\u9fff]")
MEASURES = {measure.name: measure for measure in sql.load(Path(evaluation.__code__.co_filename).parent / "measures")}

#: One registry row a line (records are called by register and number). Ann is in school; Ben was given Ann's brother's
#: record; Cem has two registry rows, the second took his record; Dan is missing and on the list; Eve is missing and
#: was given another's certificate; Fay is in school and her record in review; Gus is in school and on the visit list.
PERSONS = """
person | status           | schooled | town | poverty | kinds         | same_as
Ann    | enrolled_in_town | 1        | 甲镇 | 1       | minority      |
Ben    | not_found        | 0        | 甲镇 | 0       | twin          |
Cem    | enrolled_in_town | 1        | 甲镇 | 0       |               |
Cem2   | data_conflict    | 1        | 甲镇 | 0       | registered_twice | Cem
Dan    | not_found        | 0        | 乙镇 | 0       | trap_brother  |
Eve    | not_found        | 0        | 乙镇 | 0       |               |
Fay    | enrolled_in_town | 1        | 乙镇 | 0       | minority;twin |
Gus    | enrolled_in_town | 1        | 乙镇 | 0       |               |
Bob    | unregistered     | 1        |      | 0       | double_of_hidden |
"""
RECORDS = """
record | person | damage
p1     | Ann    |
p2     | Ben    |
p3     | Cem    |
p4     | Cem2   |
p5     | Dan    |
p6     | Eve    |
p7     | Fay    |
p8     | Gus    |
r1     | Ann    | citizen_id:blank;name:dotted
r2     | Bob    |
r3     | Cem    |
r7     | Fay    | citizen_id:digit_wrong
r8     | Gus    |
v1     | Ann    |
e1     | Bob    |
"""
CHILDREN = """
record | status           | list
p1     | enrolled_in_town | none
p2     | enrolled_in_town | none
p3     | data_conflict    | data_desk
p4     | enrolled_in_town | none
p5     | not_found        | visit
p6     | enrolled_outside | none
p7     | possible_match   | data_desk
p8     | not_found        | visit
"""
COMPARED = """
left | right | probability | decision
p1   | r1    | 1.0         | link
p2   | r2    | 1.0         | link
p4   | r3    | 0.9999      | link
p1   | v1    | 1.0         | link
p6   | e1    | 0.99995     | link
p7   | r7    | 0.95        | review
p8   | r2    | 0.06        | review
p8   | r8    | 0.004       | non_link
p5   | r2    | 0.0         | non_link
"""
SETTINGS = """
[county]
name = "某某县"
division_code = "349901"
[sources]
population.path = "p"
roll.path = "r"
poverty.path = "v"
schools.path = "s"
"""
REGISTER = {"p": "population", "r": "roll", "v": "poverty", "e": "evidence"}


def drawn(text: str) -> list[dict[str, str]]:
    heading, *body = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(heading, cells, strict=True)) for cells in body]


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    """A folder with the night drawn above in ``out`` and its truth beside it."""
    folder = tmp_path_factory.mktemp("county")
    laid_out(folder, drawn(PERSONS), drawn(RECORDS), drawn(CHILDREN), drawn(COMPARED))
    return folder


def laid_out(folder: Path, persons: list[dict], records: list[dict], children: list[dict], compared: list[dict]) -> None:
    (folder / "truth").mkdir()
    (folder / "out").mkdir()
    places = [{"source": REGISTER[one["record"][0]], "file_name": "a.csv", "sheet": "", "row_no": row} for row, one in enumerate(records, start=2)]
    pl.DataFrame(persons).with_columns(pl.col("same_as").replace("", None)).write_csv(folder / "truth" / "persons.csv")
    truth = [place | {"person": one["person"], "damage": one["damage"]} for place, one in zip(places, records, strict=True)]
    pl.DataFrame(truth).write_csv(folder / "truth" / "records.csv")
    tables = {
        "record": [place | {"record_id": one["record"]} for place, one in zip(places, records, strict=True)],
        "child": [{"child_id": f"C-{one['record']}", "record_id": one["record"], "status": one["status"], "list": one["list"]} for one in children],
        "link": [pair(one) for one in compared if one["decision"] == "link"],
        "pair": [pair(one) | {"decision": one["decision"]} for one in compared if one["decision"] != "link"],
        "run": [{"run_id": "R1", "as_of": "2026-09-01", "version": "0"}],
    }
    with duckdb.connect(str(folder / "out" / "rollcall.duckdb")) as con:
        for name, rows in tables.items():
            con.register("incoming", pl.DataFrame(rows).to_arrow())
            con.execute(f"CREATE TABLE {name} AS FROM incoming")


def pair(one: dict[str, str]) -> dict:
    return {
        "left_source": REGISTER[one["left"][0]], "left_record": one["left"], "right_source": REGISTER[one["right"][0]],
        "right_record": one["right"], "probability": float(one["probability"]),
    }


def office(folder: Path) -> Settings:
    (folder / "county.toml").write_text(SETTINGS, "utf-8")
    return load(folder / "county.toml")


@pytest.fixture(scope="module")
def judged(county: Path) -> Evaluation:
    return evaluation(office(county), county / "truth")


def rows(frame: pl.DataFrame, key: str) -> dict[str, dict]:
    return {row[key]: row for row in frame.to_dicts()}


def test_children_are_counted_by_what_they_truly_are(judged):
    assert (judged.children, judged.missing, judged.schooled) == (8, 3, 5)
    assert judged.missing_verified == 2, "Ben and Eve"
    assert judged.missing_verified_by_link == 2, "Ben by another's roll record, Eve by another's certificate"
    assert (judged.missing_unlisted, judged.missing_in_review) == (2, 0)
    assert (judged.schooled_on_visit_list, judged.schooled_in_review) == (1, 2)


def test_two_registry_rows_of_one_person_are_one_owner(judged):
    """Cem's record was taken by his second row: it is found, and rightly."""
    assert (judged.true_pairs, judged.linked_pairs, judged.right_pairs) == (4, 3, 2)
    assert rows(judged.registers, "problem")["population-roll"]["found"] == 2


def test_each_pair_of_registers_has_its_figures(judged):
    registers = rows(judged.registers, "problem")
    assert list(registers) == ["population-roll", "population-poverty", "roll-poverty", "population-evidence"]
    roll = registers["population-roll"]
    assert (roll["review_right"], roll["review_wrong"]) == (1, 1)
    assert (roll["precision"], roll["recall"]) == (pytest.approx(2 / 3), 0.5)
    assert roll["f1"] == pytest.approx(2 * (2 / 3) * 0.5 / (2 / 3 + 0.5))
    assert registers["population-evidence"]["linked_right"] == 0


def test_roll_and_poverty_meet_through_the_registry_row(judged):
    both = rows(judged.registers, "problem")["roll-poverty"]
    assert (both["true_pairs"], both["found"], both["linked"], both["recall"]) == (1, 1, 1, 1.0)


def test_groups_of_records_are_compared_whole(judged):
    """Found: Ann's three, Ben with Bob's record, Cem's second row with his record, Eve with Bob's certificate."""
    (whole,) = judged.clusters.to_dicts()
    assert (whole["records"], whole["owners"]) == (15, 8)
    assert (whole["groups_found"], whole["groups_true"], whole["groups_exact"]) == (4, 5, 1)
    assert (whole["pairs_linked"], whole["pairs_right"]) == (6, 4)
    assert whole["pairs_true"] == 3 + 3 + 1 + 1 + 1, "Ann, Cem, Fay, Gus, Bob"


def test_a_probability_falls_in_one_bin_and_certainty_in_the_last(judged):
    pairs = dict(judged.calibration.select("low", "pairs").rows())
    assert {low: number for low, number in pairs.items() if number} == {0.0: 2, 0.05: 1, 0.95: 1, 0.9999: 5}
    assert judged.calibration["within"].to_list() == [None] * 12


@pytest.mark.parametrize(("right", "within"), [
    # 400 pairs of probability .8: the tolerance is 3·√(.8·.2/400) = .06
    (320, True),
    (344, True),
    (346, False),
    (295, False),
])
def test_a_bin_is_judged_by_its_own_sampling_error(right, within):
    compared = pl.DataFrame({"probability": [0.8] * 400, "is_right": [place < right for place in range(400)]})
    (judged_bin,) = calibrated(compared).filter(pl.col("pairs") > 0).to_dicts()
    assert judged_bin["tolerance"] == pytest.approx(0.06)
    assert (judged_bin["observed"], judged_bin["within"]) == (right / 400, within)


def test_a_bin_of_fewer_than_a_hundred_pairs_is_not_judged():
    one_less = pl.DataFrame({"probability": [0.8] * 99, "is_right": [False] * 99})
    assert calibrated(one_less)["within"].to_list() == [None] * 12
    enough = pl.DataFrame({"probability": [0.8] * 100, "is_right": [False] * 100})
    assert calibrated(enough).filter(pl.col("pairs") > 0)["within"].to_list() == [False]


def calibrated(compared: pl.DataFrame) -> pl.DataFrame:
    with duckdb.connect() as con:
        con.register("compared", compared.to_arrow())
        return con.sql(MEASURES["calibration"].text).pl()


def test_groups_have_their_own_denominators(judged):
    groups = {(row["family"], row["subgroup"]): row for row in judged.subgroups.to_dicts()}
    drawn_ones = {key: (row["children"], row["true_pairs"], row["found_pairs"], row["false_links"], row["missing"], row["missing_verified"], row["wrongly_listed"], row["in_review"])
                  for key, row in groups.items()}
    assert drawn_ones == {
        ("whole", "whole"): (8, 4, 2, 1, 3, 2, 1, 2),
        ("person", "minority"): (2, 2, 1, 0, 0, 0, 0, 1),
        ("person", "twin"): (2, 1, 0, 1, 1, 1, 0, 1),
        ("person", "poor"): (1, 1, 1, 0, 0, 0, 0, 0),
        ("number", "no_number"): (1, 1, 1, 0, 0, 0, 0, 0),
        ("number", "wrong_number"): (1, 1, 0, 0, 0, 0, 0, 1),
        ("town", "甲镇"): (4, 2, 2, 1, 1, 1, 0, 1),
        ("town", "乙镇"): (4, 2, 0, 0, 2, 1, 1, 1),
        ("trap", "registered_twice"): (1, 0, 0, 0, 0, 0, 0, 0),
        ("trap", "trap_brother"): (1, 0, 0, 0, 1, 0, 0, 0),
        ("damage", "roll.citizen_id:blank"): (1, 1, 1, 0, 0, 0, 0, 0),
        ("damage", "roll.name:dotted"): (1, 1, 1, 0, 0, 0, 0, 0),
        ("damage", "roll.citizen_id:digit_wrong"): (1, 1, 0, 0, 0, 0, 0, 1),
    }


def groups_of(*reviews: tuple[str, int, int]) -> dict[str, dict]:
    """Rates of groups drawn as name, schooled, in review; all else is nought."""
    frame = pl.DataFrame([
        {"family": "whole" if name == "whole" else "person", "subgroup": name, "schooled": schooled, "in_review": in_review}
        for name, schooled, in_review in reviews
    ])
    nought = ("true_pairs", "found_pairs", "linked_pairs", "false_links", "missing", "missing_verified", "wrongly_listed")
    return rows(with_rates(frame.with_columns(pl.lit(0).alias(name) for name in nought)), "subgroup")


def test_an_unfair_group_stands_out_and_a_small_one_does_not():
    groups = groups_of(("whole", 20_000, 100), ("minority", 800, 28), ("twin", 400, 2), ("poor", 40, 1))
    assert {name: (row["review_rate"], row["review_times"], row["review_unfair"]) for name, row in groups.items()} == {
        "whole": (5.0, 1.0, False),
        "minority": (35.0, pytest.approx(7.0), True),
        "twin": (5.0, 1.0, False),
        "poor": (25.0, pytest.approx(5.0), False),
    }


def test_a_rate_without_a_denominator_is_no_rate():
    groups = groups_of(("whole", 1_000, 0), ("minority", 0, 0))
    assert (groups["minority"]["review_rate"], groups["minority"]["review_times"], groups["minority"]["review_unfair"]) == (None, None, False)


def test_every_measure_keeps_the_key_it_promises(county):
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{county / 'out' / 'rollcall.duckdb'}' AS night (READ_ONLY)")
        con.execute("CREATE SCHEMA truth; SET VARIABLE verified = ['enrolled_in_town', 'enrolled_outside']")
        for name in ("persons", "records"):
            con.execute(f"CREATE TABLE truth.{name} AS FROM read_csv('{county / 'truth' / name}.csv', all_varchar = true)")
        for measure in sql.in_order(tuple(MEASURES.values())):
            con.execute(f'CREATE TABLE "{measure.name}" AS {measure.text}')
            frame = con.table(measure.name).pl()
            assert frame.height == frame.select(measure.key).n_unique(), measure.name
            assert frame.select(pl.any_horizontal(pl.col(measure.key).is_null())).to_series().sum() == 0, measure.name


def test_what_is_printed_has_its_denominators_and_aligns(judged):
    told = lines(judged)
    assert "实际未就学 3：被链接误认定为就学 2；因任何原因误认定 2；不在任何清单 2；待人工复核后才入户 0" in told
    assert "实际就学 5：误列入户核查 1（每万人 2000.00）；待人工复核 2（每千人 400.00）" in told
    (heading,) = [line for line in told if line.startswith("登记册")]
    (roll,) = [line for line in told if line.startswith("户籍—学籍  ")]
    before = width(heading[: heading.index("复核中为假")])
    assert width(roll) == before + width("复核中为假")
    (minority,) = [line for line in told if line.startswith("少数民族姓名")]
    (twins,) = [line for line in told if line.startswith("双胞胎")]
    assert "！" not in minority
    assert twins.count("1！") == 2, "Ben is verified, and on nobody's list"


def test_in_english_the_same_figures_are_told(judged):
    chinese, told = lines(judged), lines(judged, language("en"))
    assert told[3] == (
        "Truly unschooled 3: wrongly verified by a link 2; wrongly verified by anything 2; on no list 2;"
        " not visited until a person has reviewed 0")
    assert [line for line in told if HAN.search(re.sub("[甲乙]镇", "", line))] == []
    assert [cells(line.replace("!", "！")) for line in told] == [cells(line) for line in chinese]
    (twins,) = [line for line in told if line.startswith("Twin ")]
    assert twins.count("1!") == 2


def cells(line: str) -> list[str]:
    """The figures of a row of a table."""
    _, *others = re.split(" {2,}", line)
    return [cell for cell in others if re.fullmatch(r"[\d.,]+！?", cell)]


def test_columns_align_whatever_is_in_them():
    drawn_table = table(("名", "数", ""), [("王", "1", "甲"), ("阿依古丽·买买提", "1,234", "")])
    assert drawn_table == [
        "名                  数",
        "王                   1  甲",
        "阿依古丽·买买提  1,234",
    ]


def test_damage_reads_as_register_heading_and_kind():
    assert group_words("roll.name:homophone") == "学籍姓名：同音字"
    assert group_words("minority") == "少数民族姓名"
    assert group_words("some_new_trap") == "some_new_trap"


def test_the_json_holds_what_is_printed(county, judged, tmp_path, capsys):
    assert evaluated(county / "county.toml", county / "truth", tmp_path / "evaluation.json") == 0
    assert capsys.readouterr().out.splitlines() == lines(judged)
    told = json.loads((tmp_path / "evaluation.json").read_text("utf-8"))
    assert told["missing_verified_by_link"] == 2
    assert told["night"] == [{"run_id": "R1", "as_of": "2026-09-01", "version": "0"}]
    assert len(told["calibration"]) == 12
    assert {group["subgroup"] for group in told["subgroups"]} >= {"whole", "minority", "roll.name:dotted"}


def test_without_a_night_or_truth_the_way_out_is_named(county, tmp_path):
    with pytest.raises(SettingsError, match="rollcall run"):
        evaluation(office(tmp_path), county / "truth")
    with pytest.raises(SettingsError, match=r"persons\.csv"):
        evaluation(office(county), tmp_path)


NODES = [f"{letter}{number}" for letter in "prve" for number in range(4)]


@pytest.fixture(scope="module")
def blank():
    """A database for what is put into it."""
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("CREATE SCHEMA night")
        yield con


@settings(max_examples=20)
@given(owners=st.lists(st.integers(0, 6), min_size=len(NODES), max_size=len(NODES)),
       links=st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda pair: pair[0] != pair[1]), max_size=14))
def test_groups_are_counted_as_counting_one_by_one_would(blank, owners, links):
    owner = dict(zip(NODES, owners, strict=True))
    cluster = {node: node for node in NODES}
    for one, other in links:
        joined = min(cluster[one], cluster[other])
        cluster = {node: joined if name in (cluster[one], cluster[other]) else name for node, name in cluster.items()}
    blank.register("o", pl.DataFrame({"record_id": NODES, "owner": owners}).to_arrow())
    blank.register("l", pl.DataFrame(links, schema={"left_record": pl.String, "right_record": pl.String}, orient="row").to_arrow())
    blank.execute("CREATE OR REPLACE TABLE owner AS FROM o; CREATE OR REPLACE TABLE night.link AS FROM l")
    blank.execute(f"CREATE OR REPLACE TABLE cluster AS {MEASURES['cluster'].text}")
    assert dict(blank.table("cluster").fetchall()) == cluster
    (whole,) = blank.sql(MEASURES["clusters"].text).pl().to_dicts()
    together = [(cluster[a] == cluster[b], owner[a] == owner[b]) for a, b in combinations(NODES, 2)]
    assert whole["pairs_linked"] == sum(linked for linked, _ in together)
    assert whole["pairs_right"] == sum(linked and true for linked, true in together)
    assert whole["pairs_true"] == sum(true for _, true in together)
    shared, in_cluster, of_owner = (Counter(map(key, NODES)) for key in (lambda n: (cluster[n], owner[n]), cluster.get, owner.get))
    assert whole["bcubed_precision"] == pytest.approx(sum(shared[cluster[n], owner[n]] / in_cluster[cluster[n]] for n in NODES) / len(NODES))
    assert whole["bcubed_recall"] == pytest.approx(sum(shared[cluster[n], owner[n]] / of_owner[owner[n]] for n in NODES) / len(NODES))
    exact = [group for group, number in shared.items() if number > 1 and number == in_cluster[group[0]] == of_owner[group[1]]]
    assert whole["groups_exact"] == len(exact)
