"""The closed lists: every code rollcall reads or writes, with the words officials know it by.

A value that is on no list is a finding, never a default.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a closed list: our code, its Chinese label, and every other way offices write it."""

    code: str
    label: str
    also: tuple[str, ...] = ()
    english: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms, in the order in which people expect to read them."""

    name: str
    title: str
    terms: tuple[Term, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, in order."""
        return tuple(term.code for term in self.terms)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Code → Chinese label."""
        return {term.code: term.label for term in self.terms}

    @cached_property
    def english(self) -> dict[str, str]:
        """Code → English label; the code itself, spaced, where none was given."""
        return {term.code: term.english or term.code.replace("_", " ") for term in self.terms}

    @cached_property
    def written(self) -> dict[str, str]:
        """Every written form (code, label, synonyms) → code. Raises ValueError if one form means two codes."""
        forms: dict[str, str] = {}
        for term in self.terms:
            for form in (term.code, term.label, *term.also):
                if forms.setdefault(form, term.code) != term.code:
                    raise ValueError(f"{self.name}: {form!r} means both {forms[form]} and {term.code}")
        return forms


# ---------------------------------------------------------------- what registers say

SEX = Vocabulary("sex", "性别（GB/T 2261.1）", (
    Term("1", "男", ("M", "男性"), "male"),
    Term("2", "女", ("F", "女性"), "female"),
))

YES_NO = Vocabulary("yes_no", "是否", (
    Term("1", "是", ("Y", "有", "TRUE", "√"), "yes"),
    Term("0", "否", ("N", "没有", "FALSE", "×", "2"), "no"),
))

CANCELLATION = Vocabulary("cancellation", "户口注销类别", (
    Term("deceased", "死亡", ("1", "死亡注销", "宣告死亡"), "deceased"),
    Term("missing", "失踪", ("2", "宣告失踪", "下落不明"), "missing"),
    Term("moved_away", "迁出", ("3", "迁往市县外", "迁出注销", "出国", "出国（境）", "出国出境", "出国(境)定居"), "moved away"),
    Term("duplicate_registration", "重复户籍", ("重户", "重复户口", "重户注销"), "duplicate registration"),
    Term("live", "正常", ("0", "未注销", "否", "在册", "有效"), "live"),
))

ROLL_STATUS = Vocabulary("roll_status", "学籍状态（JY/T 1001 XSDQZTM）", (
    Term("active", "在读", ("01", "1", "05", "5", "复学", "在校", "在籍", "在籍在校", "正常", "正常在校"), "enrolled"),
    Term("suspended", "休学", ("02", "2", "04", "4", "停学"), "suspended"),
    Term("moved", "转出", ("10", "转学", "转学(转出)", "转学（转出）", "已转出"), "moved out"),
    Term("left", "退学", ("03", "3", "06", "6", "14", "15", "流失", "开除", "下落不明", "其他离校", "辍学", "在籍不在校"), "left"),
    Term("finished", "毕业", ("07", "7", "08", "8", "结业"), "finished"),
    Term("incomplete", "肄业", ("09", "9"), "left without finishing"),
    Term("dead", "死亡", ("11",), "dead (claimed by the roll)"),
    Term("other", "其他", ("12", "13", "99", "公派出国"), "other"),
))

ATTENDANCE = Vocabulary("attendance", "就读方式", (
    Term("day", "走读", ("1", "否", "不住校"), "day pupil"),
    Term("boarding", "住校", ("2", "是", "住宿", "寄宿"), "boarder"),
    Term("lodging", "借宿", ("3",), "lodger"),
    Term("home", "送教上门", ("送教",), "taught at home"),
    Term("other", "其他", ("9",), "other"),
))

STAGE = Vocabulary("stage", "学段", (
    Term("kindergarten", "幼儿园", ("学前", "学前教育"), "pre-school"),
    Term("primary", "小学", ("教学点", "完全小学"), "primary"),
    Term("junior", "初中", ("初级中学",), "junior secondary"),
    Term("nine_year", "九年一贯", ("九年一贯制", "九年一贯制学校"), "nine-year school"),
    Term("secondary", "完全中学", ("完中", "中学"), "junior and senior secondary"),
    Term("senior", "高中", ("高级中学", "普通高中"), "senior secondary"),
    Term("vocational", "中职", ("职业高中", "中等职业学校", "技工学校", "职高"), "vocational"),
    Term("special", "特殊教育", ("特教", "特殊教育学校"), "special school"),
))

SCHOOLING_CLAIM = Vocabulary("schooling_claim", "在校生状况", (
    Term("none", "非在校生", ("否", "不在校"), "not at school"),
    Term("infant", "学龄前儿童", (), "below school age"),
    Term("preschool", "学前教育", ("幼儿园",), "pre-school"),
    Term("primary", "小学", (), "primary"),
    Term("grade7", "七年级", ("初中一年级", "初一"), "grade 7"),
    Term("grade8", "八年级", ("初中二年级", "初二"), "grade 8"),
    Term("grade9", "九年级", ("初中三年级", "初三"), "grade 9"),
    Term("senior", "普通高中", (
        "普通高中一年级", "普通高中二年级", "普通高中三年级", "高中一年级", "高中二年级", "高中三年级"), "senior secondary"),
    Term("vocational", "中职", (
        "中职一年级", "中职二年级", "中职三年级", "职高一年级", "职高二年级", "职高三年级",
        "技师学院一年级", "技师学院二年级", "技师学院三年级", "技师学院四年级"), "vocational"),
    Term("tertiary", "大专及以上", (
        "高职高专一年级", "高职高专二年级", "高职高专三年级", "高职一年级", "高职二年级", "高职三年级",
        "本科一年级", "本科二年级", "本科三年级", "本科四年级", "本科五年级", "硕士研究生及以上"), "tertiary"),
))

EVIDENCE_RESULT = Vocabulary("evidence_result", "核查结果", (
    Term("enrolled_in_town", "本镇就读", (), "in school in the town"),
    Term("enrolled_in_county", "县内就读", ("县内外镇就读",), "in school in the county"),
    Term("enrolled_outside", "在外就读", ("县外就读",), "in school outside the county"),
    Term("other_stage", "非义务教育阶段就读", (), "other stage of schooling"),
    Term("graduated", "初中毕业", (), "finished junior secondary"),
    Term("home_taught", "送教上门", (), "taught at home"),
    Term("deferred", "延缓入学", (), "entry deferred"),
    Term("suspended", "休学", (), "suspended"),
    Term("disabled_unplaced", "重度残疾", ("重度残疾待安置",), "severely disabled"),
    Term("deceased", "死亡", (), "deceased"),
    Term("missing", "失踪", (), "missing"),
    Term("vacant_registration", "空挂户", (), "vacant registration"),
    Term("duplicate_registration", "重复户籍", (), "duplicate registration"),
    Term("moved_away", "迁出", ("出国", "迁出/出国"), "moved away"),
    Term("out_of_school", "暂不在校", (), "not in school"),
    Term("located_unevidenced", "已找到学校未取证", (), "school located, proof missing"),
    Term("person_unknown", "查无此人", (), "nobody knows the person"),
    Term("information_wrong", "信息有误", (), "information wrong"),
))

#: Words offered for 证据类型; the column takes whatever else is written there.
EVIDENCE_TYPE = Vocabulary("evidence_type", "证据类型", (
    Term("enrollment", "在读证明", (), "certificate of enrollment"),
    Term("admission", "入学通知书", (), "letter of admission"),
    Term("roll_screenshot", "学籍信息截图", (), "screenshot of the roll"),
    Term("transfer", "转学证明", (), "certificate of transfer"),
    Term("graduation", "毕业证书", (), "graduation certificate"),
    Term("home_teaching", "送教上门记录", (), "record of teaching at home"),
    Term("deferral", "延缓入学审批表", (), "approval of deferred entry"),
    Term("suspension", "休学审批表", (), "approval of suspension"),
    Term("disability", "残疾人证", (), "disability certificate"),
    Term("death", "死亡证明", (), "death certificate"),
    Term("cancellation", "户口注销证明", (), "proof that the registration is cancelled"),
    Term("vacancy", "空挂户备案表", (), "filing of a vacant registration"),
    Term("duplicate", "重复户籍核查表", (), "check of a duplicate registration"),
    Term("abroad", "出国（境）证明", (), "proof of leaving the country"),
    Term("return", "劝返复学记录", (), "record of the return to school"),
    Term("visit", "入户核查记录", (), "record of a visit"),
    Term("call", "电话核实记录", (), "record of a telephone call"),
    Term("other", "其他", (), "other"),
))

PHONE_RESULT = Vocabulary("phone_result", "电话核实结果", (
    Term("true", "属实", ("是", "一致", "真实"), "true"),
    Term("untrue", "不属实", ("否", "不一致", "不实", "虚假"), "untrue"),
    Term("unreached", "未接通", ("无人接听", "打不通", "空号", "停机", "关机"), "not reached"),
))

APPROVAL = Vocabulary("approval", "审批类型", (
    Term("deferred", "延缓入学", ("缓学", "暂缓入学", "延迟入学", "推迟入学", "延缓入学申请"), "entry deferred"),
    Term("suspended", "休学", ("休学申请",), "suspended"),
))

PLACEMENT = Vocabulary("placement", "安置方式", (
    Term("home", "送教上门", ("送教", "送教服务", "送教到家"), "taught at home"),
    Term("special", "特殊教育学校", ("特校", "特教学校", "特殊学校", "特殊教育学校就读"), "special school"),
    Term("ordinary", "随班就读", ("普通学校", "普校", "普通学校就读", "普通学校随班就读", "特教班"), "ordinary school"),
    Term("institution", "机构", ("康复机构", "福利机构", "儿童福利机构", "托养机构"), "rehabilitation or welfare home"),
    Term("unplaced", "未安置", ("待安置", "未就学", "未入学", "未就读", "未上学", "失学"), "not placed"),
))

CALL_RESULT = Vocabulary("call_result", "电话核实结果", (
    Term("true", "属实", ("是", "真实", "相符"), "true"),
    Term("untrue", "不属实", ("不实", "虚假", "不符"), "untrue"),
    Term("unreached", "未接通", ("无人接听", "打不通", "空号", "关机", "停机"), "not reached"),
))

VERDICT = Vocabulary("verdict", "判定", (
    Term("same", "同一人", ("是", "是同一人"), "one person"),
    Term("different", "不是同一人", ("否", "非同一人", "不同人", "两个人"), "two persons"),
    Term("unsure", "不确定", ("待定", "存疑", "无法确定"), "unsure"),
))

# GB/T 26341: type and level as the certificate number ends with them.
DISABILITY_TYPE = Vocabulary("disability_type", "残疾类别", (
    Term("1", "视力", ("视力残疾",), "sight"), Term("2", "听力", ("听力残疾",), "hearing"),
    Term("3", "言语", ("言语残疾",), "speech"), Term("4", "肢体", ("肢体残疾",), "limbs"),
    Term("5", "智力", ("智力残疾",), "intellect"), Term("6", "精神", ("精神残疾",), "mental"),
    Term("7", "多重", ("多重残疾",), "multiple"),
))

DISABILITY_LEVEL = Vocabulary("disability_level", "残疾等级", (
    Term("1", "一级", ("壹级", "1级"), "level 1"), Term("2", "二级", ("贰级", "2级"), "level 2"),
    Term("3", "三级", ("叁级", "3级"), "level 3"), Term("4", "四级", ("肆级", "4级"), "level 4"),
))

#: Results that close nothing, and so need no 证据编号 (contract.md §4.1).
NON_CLOSING_RESULTS = ("out_of_school", "located_unevidenced", "person_unknown", "information_wrong")

# ---------------------------------------------------------------- what identity makes of ID numbers

ID_CLASS = Vocabulary("id_class", "证件号码类别", (
    Term("ok18", "有效18位号码", (), "valid"),
    Term("disab20", "残疾人证号（含身份证号）", (), "disability certificate number holding the ID"),
    Term("suspect_trunc", "疑似被表格软件截断", (), "cut by a spreadsheet"),
    Term("sci", "科学计数法", (), "scientific notation"),
    Term("old15", "15位号码", (), "15 digits"),
    Term("bad_check", "校验码不符", (), "check character wrong"),
    Term("bad_date", "出生日期段无效", (), "birth date inside is impossible"),
    Term("bad_length", "位数不符", (), "wrong length"),
    Term("bad_char", "含非法字符", (), "characters that no number has"),
    Term("masked", "已脱敏", (), "masked"),
    Term("temp_roll", "临时学籍号", (), "temporary roll number"),
    Term("adult", "成年人号码（疑似监护人）", (), "an adult's number"),
    Term("other_doc", "其他证件", (), "another document"),
    Term("blank", "空白", (), "blank"),
))

# ---------------------------------------------------------------- what becomes of a child

CHILD_STATUS = Vocabulary("child_status", "状态", (
    Term("enrolled_in_town", "本镇就读", (), "in school in the town"),
    Term("enrolled_in_county", "县内外镇就读", (), "in school elsewhere in the county"),
    Term("enrolled_outside", "县外就读", (), "in school outside the county"),
    Term("outside_unevidenced", "县外就读未取证", (), "in school outside the county, evidence not obtained"),
    Term("other_stage", "非义务教育阶段就读", (), "in schooling beyond or before the compulsory stage"),
    Term("home_taught", "送教上门", (), "taught at home"),
    Term("graduated", "初中毕业", (), "finished junior secondary"),
    Term("deceased", "死亡", (), "deceased"),
    Term("missing", "失踪", (), "missing"),
    Term("vacant_registration", "空挂户", (), "vacant registration"),
    Term("duplicate_registration", "重复户籍", (), "duplicate registration"),
    Term("moved_away", "迁出/出国", (), "moved away or abroad"),
    Term("disabled_unplaced", "重度残疾待安置", (), "severely disabled, not yet placed"),
    Term("deferred", "延缓入学", (), "entry deferred"),
    Term("suspended", "休学", (), "suspended"),
    Term("entry_not_due", "未到入学时间", (), "entry not due yet"),
    Term("possible_match", "疑似匹配待复核", (), "possible match, to be reviewed"),
    Term("data_conflict", "信息冲突", (), "records contradict each other"),
    Term("suspected_dropout", "疑似辍学", (), "suspected drop-out"),
    Term("out_of_school", "暂不在校", (), "not in school"),
    Term("not_found", "未查到就学信息", (), "nothing found"),
))

#: What other offices declare a count of: a line of the ledger, or what several lines come to.
TOTAL_ITEM = Vocabulary("total_item", "项目", (
    Term("of_age", "适龄儿童", ("适龄儿童少年", "适龄人口", "适龄儿童总数", "适龄儿童少年总数"), "children of age"),
    Term("in_school", "在校合计", ("在校", "在校学生", "在校人数"), "in school together"),
    Term("on_roll", "在籍在读", ("在籍学生", "学籍人数", "在籍人数"), "active records of the county's schools"),
    Term("poor", "脱贫监测户儿童", ("脱贫户适龄儿童", "脱贫监测户适龄儿童"), "children of poor and monitored households"),
    Term("poor_unschooled", "脱贫监测户未就学", ("脱贫户未就学", "脱贫户失学辍学"), "of those, on the visit list"),
    *CHILD_STATUS.terms,
))

#: Statuses the field counts as "in school together" (在校合计).
IN_SCHOOL = ("enrolled_in_town", "enrolled_in_county", "enrolled_outside", "outside_unevidenced", "other_stage", "home_taught")
#: Filed statuses: closed by the registry or by evidence with a filing number.
FILED = ("deceased", "missing", "vacant_registration", "duplicate_registration", "moved_away")
#: Statuses by which a child counts as proven to be schooled. Wrongly giving one of these loses a child.
VERIFIED = ("enrolled_in_town", "enrolled_in_county", "enrolled_outside", "other_stage", "graduated", "home_taught")

LIST = Vocabulary("list", "清单", (
    Term("none", "不需办理", (), "nothing to do"),
    Term("visit", "入户核查", (), "visit"),
    Term("certificate", "补取就读证明", (), "obtain the certificate"),
    Term("placement", "安置", (), "placement"),
    Term("data_desk", "数据核对", (), "data desk"),
))

#: Status → the list that a child of that status stands on.
LIST_OF_STATUS: dict[str, str] = {
    **{status: "none" for status in CHILD_STATUS.codes},
    "outside_unevidenced": "certificate",
    "disabled_unplaced": "placement",
    "possible_match": "data_desk",
    "data_conflict": "data_desk",
    "suspected_dropout": "visit",
    "out_of_school": "visit",
    "not_found": "visit",
}

REASON = Vocabulary("reason", "原因", (
    Term("roll_active", "学籍在读", (), "an active roll record"),
    Term("evidence_valid", "佐证有效", (), "evidence in force"),
    Term("evidence_expired", "佐证已过期", (), "evidence ran out"),
    Term("certificate_untrue", "证明经电话核实不属实", (), "the certificate was found untrue by telephone"),
    Term("evidence_missing", "已找到学校，未取得证明", (), "school located, proof missing"),
    Term("evidence_contradicts", "佐证互相矛盾", (), "evidence contradicts itself"),
    Term("registry_cancelled", "户籍已注销", (), "cancelled in the registry"),
    Term("cancelled_yet_enrolled", "户籍已注销但学籍在读", (), "cancelled in the registry yet active on the roll"),
    Term("id_shared", "一个证件号码对应两名儿童", (), "one ID number on two children"),
    Term("duplicate_registration_suspected", "疑似重复户籍", (), "duplicate registration suspected"),
    Term("roll_match_unsure", "有疑似匹配的学籍记录", (), "a roll record may be this child's"),
    Term("evidence_match_unsure", "有疑似匹配的佐证", (), "a piece of evidence may be this child's"),
    Term("school_unknown", "学籍学校不在学校名录", (), "the school of the roll record is unknown"),
    Term("roll_status_unknown", "学籍状态无法识别", (), "the roll status is not on the list"),
    Term("roll_left", "学籍显示离校", (), "the roll says left"),
    Term("roll_moved", "学籍已转出，无转入记录", (), "moved out, no record elsewhere"),
    Term("roll_incomplete", "学籍显示肄业", (), "left without finishing"),
    Term("roll_suspended", "学籍休学，无审批或审批已到期", (), "suspended without approval on file"),
    Term("primary_finished", "小学毕业后无初中学籍", (), "primary finished and nothing after"),
    Term("roster_absent", "在籍但不在花名册", (), "on the roll, not in the room"),
    Term("roll_dead", "学籍显示死亡，户籍未注销", (), "dead by the roll, live in the registry"),
    Term("visit_not_in_school", "走访确认暂不在校", (), "a visit confirmed it"),
    Term("visit_person_unknown", "走访查无此人", (), "the visit found nobody who knows the person"),
    Term("visit_information_wrong", "走访反映信息有误", (), "the visit says the information is wrong"),
    Term("nothing_found", "各登记册均无就学信息", (), "nothing anywhere"),
    Term("transition", "升学衔接期未见新学籍", (), "turn of the school year, no record yet"),
    Term("age_unknown", "出生日期不明", (), "age unknown"),
    Term("entry_not_due", "按规定尚未到入学时间", (), "not six by 31 August before"),
    Term("graduated_by_roll", "学籍显示初中毕业", (), "junior secondary finished, by the roll"),
    Term("approval_valid", "审批有效", (), "approval in force"),
    Term("approval_expired", "审批已到期", (), "approval ran out"),
    Term("home_taught_listed", "残联名单载明送教上门", (), "taught at home, by the federation's list"),
    Term("disability_unplaced", "重度残疾尚未安置", (), "severe disability, no placement"),
    Term("poverty_child_unregistered", "脱贫（监测）户儿童不在户籍库", (), "a poverty-list child the registry lacks"),
    Term("roll_child_unregistered", "在籍学生不在户籍库", (), "a roll child the registry lacks"),
))

# ---------------------------------------------------------------- what becomes of a row

EXCLUDED = Vocabulary("excluded", "不计入的行", (
    Term("repeated_header", "重复的表头", (), "repeated heading"),
    Term("total", "合计、小计、总计", (), "total"),
    Term("signature", "填表人、审核人、盖章", (), "signature or stamp"),
    Term("duplicate_row", "整行重复", (), "identical row, loaded once"),
    Term("template_note", "填写说明或示例", (), "notes or the template's example row"),
    Term("deleted_record", "已做删除标记的记录", (), "record marked as deleted in a .dbf table"),
))

QUARANTINED = Vocabulary("quarantined", "隔离的行", (
    Term("no_name", "姓名为空且证件号码无效", (), "no name and no valid ID"),
    Term("unknown_token", "任务编号不存在", (), "unknown case token"),
    Term("bad_token", "任务编号校验不符", (), "case token with a wrong check character"),
    Term("unknown_result", "核查结果不在列表", (), "result not on the list"),
    Term("no_evidence_ref", "缺少证据编号", (), "closing result without an evidence number"),
    Term("no_evidence_date", "缺少取证日期", (), "no evidence date"),
    Term("evidence_date_two_digit", "取证日期为两位年份", (), "evidence date with a two-digit year"),
    Term("evidence_date_unreadable", "取证日期无法识别", (), "evidence date that cannot be read"),
    Term("valid_until_unreadable", "有效期至无法识别", (), "last valid day that cannot be read"),
    Term("valid_before_evidence", "有效期至早于取证日期", (), "runs out before it begins"),
    Term("no_child_key", "既无任务编号也无姓名和证件号码", (), "neither token nor name and ID"),
    Term("unanswered", "核查结果未填写", (), "task not answered yet"),
    Term("no_person_key", "姓名为空，或没有可对应到本人的号码", (), "no name, or no number that leads to the person"),
    Term("unknown_approval", "审批类型不在列表", (), "kind of approval not on the list"),
    Term("no_approver", "缺少审批单位", (), "no approver"),
    Term("no_period", "缺少起始日期或截止日期", (), "no first or no last day"),
    Term("period_reversed", "截止日期早于起始日期", (), "ends before it begins"),
    Term("undecided", "判定未填写", (), "not decided yet"),
    Term("no_pair_key", "没有候选对编号，也没有两条记录的编号", (), "neither a pair's token nor two records"),
    Term("unknown_verdict", "判定不在列表", (), "verdict not on the list"),
    Term("no_decider", "缺少判定人", (), "nobody stands by the verdict"),
    Term("uncalled", "核实结果未填写", (), "not called yet"),
    Term("no_draw", "缺少抽查编号", (), "no number of the draw"),
    Term("unknown_call", "核实结果不在列表", (), "result of the call not on the list"),
    Term("unknown_pair", "候选对编号不存在", (), "unknown pair token"),
    Term("pair_gone", "候选对的记录本夜不在，或不止一条", (), "a record of the pair is not here tonight, or several are"),
    Term("not_by_inbox", "存疑认定的判定不能放在 inbox 里，请用 rollcall return 交回", (), "an identity's verdict is returned"),
    Term("no_month", "缺少月份", (), "no month"),
    Term("no_town", "没有乡镇", (), "no town"),
    Term("unknown_item", "项目不在列表", (), "item not on the list"),
    Term("not_a_count", "上报数不是整数", (), "not a whole number"),
    Term("no_place", "没有乡镇，也没有学校", (), "neither town nor school"),
    Term("no_responsible", "没有责任人", (), "nobody is named"),
    Term("no_school_key", "学校代码和名称均为空", (), "neither school code nor name"),
    Term("ragged_row", "列数与表头不符", (), "more cells than headings"),
))

#: Reason for setting a row aside → the column in which it is mended; the other reasons are about the whole row.
MENDED_IN = {
    "no_name": "name", "unknown_token": "case_token", "bad_token": "case_token", "unknown_result": "result",
    "no_evidence_ref": "evidence_no", "no_evidence_date": "evidence_date", "no_child_key": "case_token",
    "evidence_date_two_digit": "evidence_date", "evidence_date_unreadable": "evidence_date",
    "valid_until_unreadable": "valid_until", "valid_before_evidence": "valid_until",
    "unanswered": "result", "no_school_key": "school_name", "no_person_key": "name", "unknown_approval": "kind",
    "no_approver": "approved_by", "no_period": "valid_until", "period_reversed": "valid_until", "no_town": "town",
    "unknown_item": "item", "not_a_count": "declared", "no_place": "town",
}


class Severity:
    """How loud a finding is: ``fatal`` refuses the source, ``quarantine`` sets a row aside, ``warn`` is only told."""

    FATAL = "fatal"
    QUARANTINE = "quarantine"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class FindingTerm:
    """One kind of data problem: what a clerk reads, and what mends it."""

    code: str
    label: str
    mend: str
    severity: str = Severity.WARN


FINDINGS: dict[str, FindingTerm] = {
    term.code: term
    for term in (
        FindingTerm("id_bad_check", "证件号码校验码不符", "对照户口簿更正号码"),
        FindingTerm("id_bad_date", "证件号码中的出生日期无效", "对照户口簿更正号码"),
        FindingTerm("id_bad_length", "证件号码位数不符", "对照户口簿更正号码"),
        FindingTerm("id_bad_char", "证件号码含非法字符", "对照户口簿更正号码"),
        FindingTerm("id_suspect_trunc", "证件号码疑似被表格软件截断", "请以文本格式重新导出号码列"),
        FindingTerm("id_sci", "证件号码变成科学计数法", "请以文本格式重新导出号码列"),
        FindingTerm("id_column_truncated", "整列证件号码被表格软件截断", "请以文本格式重新导出该列"),
        FindingTerm("id15_child", "儿童使用15位号码", "补录18位公民身份号码"),
        FindingTerm("id_masked", "证件号码已脱敏", "请导出未脱敏的数据"),
        FindingTerm("guardian_id_suspected", "疑似填写了监护人的证件号码", "更正为儿童本人号码"),
        FindingTerm("temp_roll_in_id", "证件号码栏填写了临时学籍号", "补录公民身份号码"),
        FindingTerm("roll_id_hint_conflict", "学籍号所含号码与证件号码不同", "核对学籍号与证件号码"),
        FindingTerm("population_duplicate_id", "户籍库中一个号码有两行", "请公安部门核对"),
        FindingTerm("roll_duplicate", "一个号码有两条在读学籍（双学籍）", "核对后注销其中一条学籍"),
        FindingTerm("double_enrollment", "一名儿童有两条在读学籍", "核对后注销其中一条学籍"),
        FindingTerm("poverty_duplicate_id", "监测名单中一个号码有两行", "核对监测名单"),
        FindingTerm("poverty_multi_head", "一户有两名户主", "核对户主"),
        FindingTerm("duplicate_registration_suspected", "疑似重复户籍", "请公安部门核对"),
        FindingTerm("id_name_conflict", "号码相同而姓名不同", "核对姓名与号码"),
        FindingTerm("dob_mismatch", "出生日期与号码不一致", "对照户口簿更正"),
        FindingTerm("sex_mismatch", "性别与号码不一致", "对照户口簿更正"),
        FindingTerm("dob_two_digit_year", "出生日期为两位年份", "改为四位年份"),
        FindingTerm("dob_unreadable", "出生日期无法识别", "改为 YYYY-MM-DD"),
        FindingTerm("date_unreadable", "日期无法识别", "改为 YYYY-MM-DD"),
        FindingTerm("no_birth_date", "没有出生日期", "补录出生日期或号码"),
        FindingTerm("name_unreadable", "姓名含无法识别的字符", "更正姓名用字"),
        FindingTerm("name_length", "姓名字数异常", "核对姓名"),
        FindingTerm("name_blank", "姓名为空", "补录姓名"),
        FindingTerm("unknown_code", "代码不在列表中", "改为列表中的值"),
        FindingTerm("unknown_town", "乡镇无法识别", "改为乡镇全称，或在设置中补充"),
        FindingTerm("school_unknown", "学校不在学校名录", "在学校名录中补充该校或其别名"),
        FindingTerm("grade_unreadable", "年级无法识别", "改为“一年级”至“九年级”"),
        FindingTerm("phone_unusable", "电话无法使用", "补录联系电话"),
        FindingTerm("poverty_no_schooling_claim", "适龄儿童未填在校生状况", "补录在校生状况"),
        FindingTerm("poverty_claim_and_level", "适龄儿童同时填了在校生状况和文化程度", "在校的只填在校生状况"),
        FindingTerm("poverty_reason_health", "因病因残失学而健康状况为健康", "核对失学原因与健康状况"),
        FindingTerm("poverty_roll_disagree", "监测名单与学籍不一致", "核对在校生状况"),
        FindingTerm("remark_claim", "备注中有空挂、死亡、失踪、重复等字样", "核实后补办备案材料"),
        FindingTerm("promise_broken", "登记册未达到数据约定", "见 checks 文件夹中的核对结果"),
        FindingTerm("as_of_assumed", "数据日期取自文件时间", "在文件名或设置中写明数据日期"),
        FindingTerm("source_unreachable", "数据源无法读取，改用较早读入的数据", "请尽快恢复该数据源"),
        FindingTerm("empty_source", "数据源没有数据行", "确认是否导出完整"),
        FindingTerm("unknown_column", "有无法识别的列，已忽略", "如需使用请在设置中指明"),
        FindingTerm("format_mislabeled", "文件内容与扩展名不符，已按内容读取", "请按内容更正扩展名"),
        FindingTerm("cell_error", "单元格是错误值，已按空白处理", "更正公式或改填实际的值"),
        FindingTerm("text_padding", "文本中有空字节填充，已去除", "请原系统导出时不要用空字节补位"),
        FindingTerm("skipped_sheet", "有工作表未读取", "确认该表不是数据表"),
        FindingTerm("duplicate_row", "有整行重复，只计一次", "去除重复行"),
        FindingTerm("row_quarantined", "该行已隔离", "按原因更正后重新提交", Severity.QUARANTINE),
        FindingTerm("certificate_untrue", "证明经电话核实不属实", "重新取证；确属误判的，撤回该核实结果"),
        FindingTerm("evidence_date_assumed", "取证日期取自文件日期", "补填取证日期"),
        FindingTerm("evidence_conflict", "佐证互相矛盾", "核实后以新的核查结果更正"),
        FindingTerm("evidence_unmatched", "佐证找不到对应的儿童", "补全任务编号，或核对姓名和号码"),
        FindingTerm("approval_unmatched", "审批找不到对应的儿童", "核对姓名和身份证号（或学籍号）"),
        FindingTerm("approval_not_begun", "审批的起始日期晚于基准日", "核对起始日期"),
        FindingTerm("disability_unmatched", "残联名单上的适龄儿童找不到对应的户籍", "核对姓名和残疾人证号"),
        FindingTerm("disability_not_on_roll", "残联名单称已在校，学籍中没有在读记录", "核对就读学校，补建学籍或补取就读证明"),
        FindingTerm("control_total_differs", "上报数与本夜的数不一致", "核对双方的口径和名单"),
        FindingTerm("roster_match_unsure", "花名册上有疑似本人的一行", "核对学籍与花名册的姓名、号码和班级"),
        FindingTerm("absent_unregistered", "在籍不在花名册，且不在户籍库", "向学校核实该生去向；户籍在本县的请公安部门补录"),
        FindingTerm("in_school_no_roll", "在花名册上而没有学籍", "核实后补建学籍，或从花名册中删除"),
        FindingTerm("evidence_in_future", "取证日期晚于基准日", "核对取证日期"),
    )
}
