"""监测名单: the poverty-registration and anti-relapse list. Its claims on schooling are claims, never proof."""

from __future__ import annotations

from sources.contract import Column, Contract, Kind, Use
from sources.vocabulary import SCHOOLING_CLAIM, SEX, YES_NO

CONTRACT = Contract(
    register="poverty",
    title="脱贫户和监测对象",
    required=True,
    note="全国防返贫监测信息系统导出的家庭成员表。",
    columns=(
        Column("serial", "序号", use=Use.DROP),
        Column("household_no", "户编号", Kind.NUMBER_TEXT, required=True, also=("家庭编号",)),
        Column("person_no", "人编号", Kind.NUMBER_TEXT, also=("人口编号",)),
        Column("name", "姓名", Kind.NAME, required=True, also=("成员姓名",)),
        Column("citizen_id", "证件号码", Kind.CITIZEN_ID, required=True,
               also=("公民身份号码", "身份证号", "身份证号码", "证件号")),
        Column("id_doc_type", "证件类型"),
        Column("sex", "性别", Kind.CODE, codes=SEX),
        Column("dob", "出生日期", Kind.DATE, also=("出生年月",)),
        Column("relation_to_head", "与户主关系"),
        Column("county", "县(市、区、旗)", also=("县", "县(区)", "县市区旗", "区县")),
        Column("town", "乡(镇)", required=True, also=("乡", "乡镇")),
        Column("village", "行政村", also=("村",)),
        Column("group", "自然村/组", also=("自然村", "组", "村民小组", "自然村(组)")),
        Column("schooling_claim", "在校生状况", Kind.CODE, codes=SCHOOLING_CLAIM, required=True,
               also=("在校生情况", "在校学生", "在校状况")),
        Column("education_level", "文化程度"),
        Column("not_in_school_reason", "失学或辍学原因", also=("义务教育阶段未上学原因", "未上学原因")),
        Column("dropout_flag", "是否义务教育阶段适龄儿童少年失学辍学", Kind.YES_NO, codes=YES_NO, also=("是否失学辍学",)),
        Column("household_type", "户类型", required=True, unless=("monitor_type",), also=("脱贫属性",)),
        Column("monitor_type", "监测对象类别", required=True, unless=("household_type",),
               also=("易返贫致贫户(监测对象)类型", "易返贫致贫户类型")),
        Column("risk_cleared", "风险是否已消除", Kind.YES_NO, codes=YES_NO, also=("风险是否消除",)),
        Column("phone", "联系电话", Kind.PHONE, also=("户联系电话", "人联系电话", "成员联系电话")),
        Column("head_name", "户主姓名", Kind.NAME),
        Column("health", "健康状况", use=Use.RESTRICTED),
        Column("disability_type", "残疾类别", use=Use.RESTRICTED),
        Column("disability_level", "残疾等级", use=Use.RESTRICTED),
        Column("as_of", "数据日期", Kind.DATE),
        Column("ethnicity", "民族", use=Use.DROP),
        Column("politics", "政治面貌", use=Use.DROP),
        Column("poverty_cause", "主要致贫原因", also=("致贫原因",), use=Use.DROP),
        Column("income", "人均纯收入", also=("家庭人均纯收入", "年收入"), use=Use.DROP),
        Column("allowance", "是否低保", also=("低保",), use=Use.DROP),
        Column("labor", "劳动技能", also=("劳动能力",), use=Use.DROP),
        Column("insurance", "是否参加城乡居民基本医疗保险", use=Use.DROP),
        Column("head_id", "户主证件号码", Kind.CITIZEN_ID, use=Use.DROP),
    ),
)
