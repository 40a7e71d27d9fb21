"""How far two records agree, per comparison: ordered levels, strongest first, each with what a clerk will read."""

from __future__ import annotations

from enum import IntEnum

#: Code of "one side does not say": no evidence either way.
UNKNOWN = 15


class Level(IntEnum):
    """A level of agreement; ``value`` is its order, ``sentence`` the Chinese a clerk reads."""

    sentence: str

    def __new__(cls, order: int, sentence: str) -> Level:
        """The level of that order, with its sentence."""
        member = int.__new__(cls, order)
        member._value_ = order
        member.sentence = sentence
        return member

    @property
    def code(self) -> str:
        """The level's name as it stands in ``levels`` columns and model files."""
        return self.name.lower()


class Name(Level):
    """Two names, written as keys."""

    EXACT = 0, "姓名相同"
    FORMER = 1, "与对方的曾用名相同"
    SOUND = 2, "姓名读音相同，用字不同"
    LOOKALIKE = 3, "姓名有一字形近"
    SWAPPED = 4, "名字两字次序颠倒"
    DROPPED = 5, "四字以上的姓名缺一字，其余依次相同"
    INNER = 6, "三字姓名仅中间一字不同"
    UNREADABLE = 7, "姓名有无法识别的字，其余相符"
    ONE_CHAR = 8, "三字以上的姓名有一字不同"
    PART = 9, "一方的姓名只是另一方的一部分"
    GIVEN = 10, "姓不同，名相同"
    SURNAME = 11, "仅姓相同"
    UNLIKE = 12, "姓名不相符"


class Number(Level):
    """Two identity numbers. What the birth date inside says is left to ``Birth``: it is conditioned on."""

    SAME = 0, "证件号码完全相同"
    ONE_EDIT = 1, "证件号码只差一位（或相邻两位颠倒）"
    ENDS = 2, "证件号码首六位和末四位相同，中间不符"
    CUT = 3, "证件号码前十五位相同，其余被截断"
    PARTLY = 4, "证件号码可见部分相符"
    UNLIKE = 5, "证件号码不相符，其中一方号码有误"
    DIFFERENT = 6, "双方证件号码均有效，但不相同"
    NEIGHBOR = 7, "双方证件号码均有效，同地同日登记而顺序码不同（多为双胞胎或两人）"


class Birth(Level):
    """Two birth dates."""

    EXACT = 0, "出生日期相同"
    MONTH = 1, "出生年月相同（一方没有日）"
    SWAPPED = 2, "出生日期月日颠倒"
    LUNAR = 3, "出生日期一方为农历、一方为公历"
    FILLER = 4, "出生年份相同，一方填作1月1日"
    YEAR_OFF = 5, "出生月日相同，年份差一年"
    ONE_DIGIT = 6, "出生日期只差一位数字"
    CLOSE = 7, "出生日期相差不到一个月（兄弟姐妹不可能如此）"
    DIFFERENT = 8, "出生日期不同"


class Sex(Level):
    """Two sexes."""

    SAME = 0, "性别相同"
    DIFFERENT = 1, "性别不同"


class Family(Level):
    """Guardians, telephones and household taken together: brothers share all of it, so it is counted once."""

    GUARDIAN_ID = 0, "监护人证件号码相同"
    HOUSEHOLD = 1, "户号相同"
    PHONE_AND_GUARDIAN = 2, "联系电话和监护人姓名都相同"
    PHONE = 3, "联系电话相同"
    GUARDIAN = 4, "监护人姓名相同"
    GUARDIAN_SOUND = 5, "监护人姓名读音相同"
    DIFFERENT = 6, "监护人和联系电话都不相符"


class Place(Level):
    """Town and village."""

    VILLAGE = 0, "村（居）相同"
    TOWN = 1, "乡镇相同"
    ELSEWHERE = 2, "乡镇不同"


class Cohort(Level):
    """A grade against the age of the other record's child. Entering school a year late is common."""

    FITS = 0, "年级与年龄相符"
    LATE = 1, "年级比同龄人低一级"
    EARLY = 2, "年级比同龄人高一级"
    LATER = 3, "年级比同龄人低两级"
    FAR = 4, "年级与年龄不符（高两级以上或低三级以上）"


class Sibling(Level):
    """Whether somebody else of the family of either record bears the other record's name."""

    NONE = 0, "家中没有别人的姓名与之相近"
    AS_NEAR = 1, "家中另有一人，姓名与之同样相近"
    SAME = 2, "家中另有一人，姓名与之相同"


class Owner(Level):
    """Whose the number on either side is, where the two differ: somebody's on the other side, of one family or not."""

    KIN = 0, "该号码是其家中另一人的"
    STRANGER = 1, "该号码是别家人的"
    NOBODY = 2, "该号码未在另一方登记"


class Twin(Level):
    """Whether either record has a twin in its own register, whether that one has a record of its own, and whether the
    very name without a number that tells may be that one's, mistyped."""

    NONE = 0, "没有同日出生的兄弟姐妹"
    PLACED = 1, "同日出生的兄弟姐妹已有本人的记录"
    TWIN = 2, "有同日出生的兄弟姐妹"
    ALIKE = 3, "有同日出生的兄弟姐妹，两人的姓名只差一处笔误"


class Surname(Level):
    """Whether either of two names that differ in the surname or the middle character begins as a parent's name does."""

    PARENTS = 0, "姓名的首字是父母（监护人）之一的姓"
    OTHER = 1, "姓名的首字不是父母（监护人）的姓"


class Borne(Level):
    """Whether children are named by both of two characters that look alike."""

    RARE = 0, "形近两字之一少有人用作名字"
    BOTH = 1, "形近两字都常有人用作名字"


class Text(Level):
    """Two words or lines in an alphabet: a name, a street, a place."""

    EXACT = 0, "文字相同"
    ONE_EDIT = 1, "只差一个字母（或相邻两个颠倒）"
    TWO_EDITS = 2, "文字较长，差两个字母"
    ELSEWHERE = 3, "与对方另一栏的文字相同"
    VARIANT = 4, "同一人常有的另一写法"
    CLOSE = 5, "文字很相近"
    LIKE = 6, "文字有些相近"
    INITIAL = 7, "一方只有首字母，首字母相符"
    UNLIKE = 8, "文字不相符"


class Tokens(Level):
    """Two sets of words, in whatever order."""

    ALL = 0, "所含的词全部相同"
    PART = 1, "一方的词对方都有"
    SOME = 2, "有词相同"
    NONE = 3, "没有相同的词"


class Digits(Level):
    """Two numbers that mean nothing by their parts: a social number, a house number, a numeric postcode."""

    EXACT = 0, "号码相同"
    ONE_EDIT = 1, "号码只差一位（或相邻两位颠倒）"
    TWO_EDITS = 2, "号码差两位"
    DIFFERENT = 3, "号码不同"


class IsoDate(Level):
    """Two dates written YYYY-MM-DD, as they stand: a mistyped one need not be in the calendar."""

    EXACT = 0, "日期相同"
    SWAPPED = 1, "日期月日颠倒"
    ONE_DIGIT = 2, "日期只差一位数字"
    TWO_DIGITS = 3, "年份相同，月日差两位数字"
    TWO_APART = 4, "年份不同，共差两位数字"
    FILLER = 5, "年份相同，一方填作1月1日"
    YEAR = 6, "仅年份相同"
    DIFFERENT = 7, "日期不同"


class Postcode(Level):
    """Two postcodes whose beginnings name larger and larger places (`SW1A 2AH`: sector, district, area)."""

    EXACT = 0, "邮编相同"
    ONE_EDIT = 1, "邮编只差一位（或相邻两位颠倒）"
    SECTOR = 2, "邮编的投递段相同"
    DISTRICT = 3, "邮编的投递区相同"
    AREA = 4, "邮编的地区相同"
    DIFFERENT = 5, "邮编不同"


class Same(Level):
    """Two values of a column that are the same or not."""

    EXACT = 0, "相同"
    DIFFERENT = 1, "不同"


#: Kind of comparison → its levels, in the order in which they are printed.
LEVELS: dict[str, type[Level]] = {
    "name": Name, "id": Number, "dob": Birth, "sex": Sex, "family": Family, "place": Place,
    "cohort": Cohort, "same": Same,
    "text": Text, "tokens": Tokens, "digits": Digits, "iso_date": IsoDate, "postcode": Postcode,
    # Facts about the families behind a pair. They weigh nothing; grounds, guards and suspicions ask for them.
    "sibling": Sibling, "owner": Owner, "twin": Twin, "surname": Surname,
    "borne": Borne,
}  # fmt: skip
UNKNOWN_SENTENCE = "一方未填，不作依据"
