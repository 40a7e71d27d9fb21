"""The filled visit list, row by row: what is new, what is on file already, what cannot be taken and why."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.casebook.tokens import as_issued, keyed, token_is_sound
from pipelines.language import language
from pipelines.publish.words import GRADES
from pipelines.returning.answers import Answered, answers_of, first_true, noticed, sentences
from pipelines.returning.known import SAID, Known
from pipelines.returning.nearest import bare, nearest
from pipelines.returning.standing import told_of_standing
from sources.person import Loaded
from sources.vocabulary import EVIDENCE_RESULT, NON_CLOSING_RESULTS

#: Findings that have a sentence of their own here, or that are about a name or number which the token makes idle.
_SILENT = frozenset((
    "evidence_date_assumed", "date_unreadable", "unknown_code", "name_blank", "name_length", "name_unreadable",
    "id_bad_check", "id_bad_date", "id_bad_length", "id_bad_char", "id_suspect_trunc", "id_sci", "id_column_truncated",
    "id15_child", "id_masked", "guardian_id_suspected", "temp_roll_in_id", "dob_mismatch", "sex_mismatch",
))
_CLOSING = ~pl.col("result").is_in(NON_CLOSING_RESULTS)


def answered(loaded: Loaded, cells: pl.DataFrame, known: Known, key: bytes, today: date) -> Answered:
    """What is answered to each row of a filled visit list, given what is on file.

    ``loaded`` and ``cells`` are the evidence register as conformed and as read. ``taken`` has ``record_id``,
    ``case_token``, ``child_id`` (null where the night must find the child), ``name`` and ``citizen_id`` (only without
    a token) and the columns SAID as text. Nothing is written.
    """
    rows = _placed(loaded, known, key)
    rows = rows.with_columns(_refusal(today).alias("code"))
    sound = rows.filter(pl.col("code").is_null())
    said = _kept(sound, cells, loaded, today)
    on_file = said.join(known.pieces, on=["who", *SAID], nulls_equal=True, maintain_order="left")
    again = said.filter(~said.select(pl.struct("who", *SAID).is_first_distinct()).to_series())
    old = pl.concat([on_file.select("record_id"), again.select("record_id")])
    new = said.join(old, on="record_id", how="anti", maintain_order="left")
    told = sentences(
        _suggested(rows, known), _closed_since(sound), *told_of_standing(new, known), _undated(sound, loaded, today),
        noticed(loaded, _SILENT), _idle(cells, known),
    )
    judged = pl.concat([rows.select("record_id", "code", "token", "closed"), _of_blank(cells, rows, known)])
    judged = judged.with_columns(known=pl.col("record_id").is_in(old["record_id"].implode()))
    judged = judged.join(told, on="record_id", how="left")
    return Answered(
        answers_of(loaded.records, judged), new.drop("who", "day", "code_of_result"),
        on_file.select("record_id", item="piece_id"))


def _placed(loaded: Loaded, known: Known, key: bytes) -> pl.DataFrame:
    """The rows with the child each is about: by its token, else by its number."""
    rows = loaded.rows.with_columns(as_issued(pl.col("case_token")))
    sound = rows["case_token"].map_elements(token_is_sound, return_dtype=pl.Boolean)
    digests = [
        pl.Series(kind, [None if text is None else keyed(key, *part, text) for text in rows[column]], dtype=pl.String)
        for kind, part, column in (("id_key", ("id",), "id18"), ("name_digest", ("name",), "name_key"))
    ]
    rows = rows.with_columns(sound.alias("sound"), *digests)
    rows = rows.join(known.cases, on="case_token", how="left", maintain_order="left")
    of_number = known.children.drop_nulls("id_key").filter(pl.len().over("id_key") == 1)
    rows = rows.join(of_number.rename({"child_id": "numbered"}), on="id_key", how="left", maintain_order="left")
    named = known.names.group_by("child_id").agg(pl.col("name_key").alias("names"))
    about = rows.with_columns(subject=pl.coalesce("child_id", "numbered"))
    about = about.join(named, left_on="subject", right_on="child_id", how="left", maintain_order="left")
    named_otherwise = ~pl.col("names").list.contains(pl.col("name_digest"))
    unlike = pl.col("name_digest").is_not_null() & ~pl.col("name_unreadable") & named_otherwise
    return about.with_columns(
        unlike=unlike.fill_null(False), closed_on="closed", closed=pl.col("closed").is_not_null(),
        token=pl.when("sound").then("case_token"))


def _refusal(today: date) -> pl.Expr:
    token = pl.col("case_token").is_not_null()
    own_number = (pl.col("numbered") == pl.col("child_id")).fill_null(False)
    return first_true(
        (token & ~pl.col("sound"), "bad_token"),
        (token & pl.col("child_id").is_null(), "unknown_token"),
        (token & pl.col("numbered").is_not_null() & ~own_number, "token_of_another"),
        (token & pl.col("unlike") & ~own_number, "name_of_another"),
        (~token & pl.col("id18").is_null(), "id_unusable"),
        (_CLOSING & (pl.col("evidence_date") > today), "evidence_in_future"),
    )


def _kept(sound: pl.DataFrame, cells: pl.DataFrame, loaded: Loaded, today: date) -> pl.DataFrame:
    """The rows as they are put on file. What needs no name is kept without one.

    ``day`` is the day that a row counts from. One without a day of its own counts from the day it was returned, which
    the casebook writes down; it is not written here, so that the same row returned tomorrow is the same.
    """
    assumed = loaded.findings.filter(pl.col("code") == "evidence_date_assumed")["record_id"]
    undated = pl.col("record_id").is_in(assumed.implode()) | (~_CLOSING & (pl.col("evidence_date") > today))
    token, nobody = pl.col("case_token").is_not_null(), pl.lit(None, dtype=pl.String)
    child = pl.coalesce("child_id", pl.when(~pl.col("unlike")).then("numbered"))
    grades = cells.select("record_id", grade_words=_in_chinese(cells["located_grade"]))
    written = sound.join(grades, on="record_id", maintain_order="left")
    return written.select(
        "record_id", "case_token", child.alias("child_id"),
        pl.when(token).then(nobody).otherwise("name_display").alias("name"),
        pl.when(token).then(nobody).otherwise("id18").alias("citizen_id"),
        pl.coalesce(child, pl.concat_str("name_key", pl.lit("|"), "id18")).alias("who"),
        pl.col("result").alias("code_of_result"),
        pl.when(undated).then(pl.lit(today)).otherwise("evidence_date").alias("day"),
        *_said(undated),
    )


def _in_chinese(grades: pl.Series) -> pl.Series:
    """The words of a grade, those of our English lists as our Chinese ones have them: one answer is on file once."""
    if not grades.str.contains("[A-Za-z]").any():
        return grades
    say = language("en")
    words = {say(word).lower(): word for word in GRADES.values()}
    return grades.replace({text: words.get(text.lower(), text) for text in grades.drop_nulls().unique()})


def _said(undated: pl.Expr) -> list[pl.Expr]:
    made = {
        "result": pl.col("result").replace_strict(EVIDENCE_RESULT.labels, return_dtype=pl.String),
        "located_grade": pl.col("grade_words"),
        "evidence_date": pl.when(~undated).then(pl.col("evidence_date").dt.to_string("%Y-%m-%d")),
        "valid_until": pl.col("valid_until").dt.to_string("%Y-%m-%d"),
    }
    return [made.get(name, pl.col(name)).alias(name) for name in SAID]


def _of_blank(cells: pl.DataFrame, rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """``record_id, code, token, closed`` of the rows that conforming set aside, for their tokens."""
    others = cells.join(rows, on="record_id", how="anti", maintain_order="left")
    issued = others.with_columns(as_issued(pl.col("case_token")).alias("token"))
    issued = issued.join(known.cases, left_on="token", right_on="case_token", how="left", maintain_order="left")
    code = pl.lit(None, dtype=pl.String).alias("code")
    token = pl.when(pl.col("child_id").is_not_null()).then("token").alias("token")
    return issued.select("record_id", code, token, pl.col("closed").is_not_null().alias("closed"))


def _suggested(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    running = known.cases.filter(pl.col("closed").is_null())["case_token"]
    issued = frozenset(map(bare, running))
    found = [
        (record, f"最接近的在案编号是 {token}，请核对")
        for record, damaged in rows.filter(code="bad_token").select("record_id", "case_token").rows()
        if (token := nearest(damaged, issued))
    ]
    return pl.DataFrame(found, schema=_SENTENCE, orient="row")


def _closed_since(sound: pl.DataFrame) -> pl.DataFrame:
    again = pl.format("案件已于 {} 关闭，本次结果为暂不在校，将重新列入", "closed_on")
    closed = pl.format("案件已于 {} 关闭", "closed_on")
    sentence = pl.when(pl.col("result") == "out_of_school").then(again).otherwise(closed)
    return sound.filter("closed").select("record_id", sentence=sentence)


def _idle(cells: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Of rows that nobody has filled in: that their task is closed."""
    closed = known.cases.drop_nulls("closed")
    blank = cells.filter(pl.col("result").is_null()).with_columns(as_issued(pl.col("case_token")))
    idle = blank.join(closed, on="case_token", maintain_order="left")
    return idle.select("record_id", sentence=pl.format("案件已于 {} 关闭，不需再办", "closed"))


def _undated(sound: pl.DataFrame, loaded: Loaded, today: date) -> pl.DataFrame:
    codes = loaded.findings.group_by("record_id").agg("code")
    open_ones = sound.filter(~_CLOSING).join(codes, on="record_id", how="left", maintain_order="left")
    found = pl.col("code_right").list
    unread, assumed = found.contains("date_unreadable"), found.contains("evidence_date_assumed")
    sentence = (
        pl.when(assumed & unread).then(pl.lit("取证日期无法识别，按收回之日计"))
        .when(assumed).then(pl.lit("取证日期未填，按收回之日计"))
        .when(pl.col("evidence_date") > today).then(pl.lit("取证日期晚于今天，按收回之日计"))
    )  # fmt: skip
    return open_ones.select("record_id", sentence=sentence)


_SENTENCE = {"record_id": pl.String, "sentence": pl.String}
