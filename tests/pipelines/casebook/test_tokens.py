"""Case tokens survive a telephone call and a spreadsheet."""

import stat

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.casebook.tokens import (
    ALPHABET,
    as_issued,
    case_token,
    child_id,
    each_keyed,
    keyed,
    secret,
    token_is_sound,
)

digests = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(digests)
def test_a_token_of_ours_is_sound(digest):
    assert token_is_sound(case_token(digest))
    assert token_is_sound(case_token(digest).lower().replace("-", ""))


@given(digests, st.sampled_from(["", "-", "–", "－", " ", "－ "]))
def test_however_its_parts_are_joined_a_token_is_the_same(digest, between):
    token = case_token(digest)
    written = pl.Series([token.replace("-", between).lower(), token, None, "ABCD", "没有编号"])
    assert written.to_frame("t").select(as_issued(pl.col("t")))["t"].to_list() == [token, token, None, "ABCD", "没有编号"]


@given(digests, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(digest, place, character):
    token = case_token(digest).replace("-", "")
    wrong = token[:place] + character + token[place + 1:]
    assert token_is_sound(wrong) == (wrong == token)


@given(digests, st.integers(0, 7), st.integers(0, 7))
def test_two_exchanged_characters_are_always_found(digest, one, other):
    characters = list(case_token(digest).replace("-", ""))
    swapped = characters.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert token_is_sound("".join(swapped)) == (swapped == characters)


@given(digests)
def test_no_spreadsheet_takes_a_token_or_an_id_for_a_number(digest):
    for name in (case_token(digest), child_id(digest)):
        assert name[0].isalpha()
        assert not name.replace("-", "").isdigit()


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = secret(tmp_path)
    assert len(first) == 32
    assert secret(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_another_secret_gives_other_names():
    assert keyed(b"a" * 32, "id", "x") != keyed(b"b" * 32, "id", "x")


def test_many_are_keyed_as_one_is():
    key, texts = b"k" * 32, ["", "赵一", "349901201501010011"]
    assert each_keyed(key, "id", texts) == [keyed(key, "id", text) for text in texts]


@given(digests)
def test_an_id_is_the_last_digits_of_the_number_to_the_base_of_our_letters(digest):
    spelled = child_id(digest)[1:]
    worth = sum(ALPHABET.index(letter) * 31**place for place, letter in enumerate(spelled))
    assert (len(spelled), worth) == (12, int(digest, 16) % 31**12)
