"""Write licenses as a department's own system would: its columns, its dates, its codes.

A layout is also the mapping by which the hub reads such a file back:

    format: csv | xlsx | ndjson      ndjson without columns is the record form itself
    encoding: utf-8 | gb18030
    entry: the entry code of every row
    constants: {path: value}         what is the same in every row
    columns: {header: path}          path into the record form, such as holders.0.code
    dates: [strptime formats]        tried in order, for fields that are dates
    values: {header: {written: meant}}   null is meant by words such as 长期
    lists: {header: separator}

A holder whose cells are all empty is not there; an empty cell is a field without a value.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from openpyxl import Workbook

from hub.sample.province import Record


class Layout(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """How one system exports licenses of one entry."""

    format: Literal["csv", "xlsx", "ndjson"]
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    entry: str | None = None
    constants: dict[str, Any] = {}
    columns: dict[str, str] = {}
    dates: tuple[str, ...] = ()
    values: dict[str, dict[str, str | None]] = {}
    lists: dict[str, str] = {}

    def rows(self, records: Iterable[Record]) -> Iterator[list[str]]:
        """Write the header and one row a record."""
        yield list(self.columns)
        written = {
            header: {meant: cell for cell, meant in meanings.items()}
            for header, meanings in self.values.items()
        }
        for record in records:
            yield [
                self._cell(header, _at(record, path), written.get(header, {}))
                for header, path in self.columns.items()
            ]

    def _cell(self, header: str, value: Any, written: dict[str | None, str]) -> str:  # noqa: ANN401 - any value of a record
        if value is None:
            return written.get(None, "")
        if isinstance(value, list | tuple):
            return self.lists[header].join(value)
        text = str(value)
        if self.dates and _DATE.fullmatch(text):
            return _as_date(self.dates[0], text)
        return written.get(text, text)


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _as_date(form: str, text: str) -> str:
    """Write a date as people do: no zero before a month or day that stands beside its character."""
    year, month, day = text.split("-")
    if "年" in form:
        month, day = str(int(month)), str(int(day))
    return form.replace("%Y", year).replace("%m", month).replace("%d", day)


def _at(record: Record, path: str) -> Any:  # noqa: ANN401 - any value of a record
    """Return what lies at a path of the record form, or None."""
    here: Any = record
    for step in path.split("."):
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and int(step) < len(here):
            here = here[int(step)]
        else:
            return None
    return here


def write_mapping(path: Path, layout: Layout) -> None:
    """Write the mapping file of a layout."""
    said = msgspec.to_builtins(layout)
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), "utf-8")


def write_csv(path: Path, layout: Layout, records: Iterable[Record]) -> None:
    """Write a comma-separated file in the layout's encoding."""
    with path.open("wb") as raw, TextIOWrapper(raw, layout.encoding, newline="") as text:
        csv.writer(text).writerows(layout.rows(records))


def write_xlsx(path: Path, layout: Layout, records: Iterable[Record]) -> None:
    """Write a spreadsheet, row by row, with the same bytes for the same rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("电子证照")
    for row in layout.rows(records):
        sheet.append(row)
    drafted = BytesIO()
    book.save(drafted)
    _without_clock(drafted, path)


_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _without_clock(drafted: BytesIO, path: Path) -> None:
    """Pack a spreadsheet anew with fixed times: the library writes the present moment."""
    with zipfile.ZipFile(drafted) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(b"2026-01-05T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, (2026, 1, 5, 0, 0, 0))
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)


_METADATA = {
    "签发机关代码": "issuer",
    "流水号": "serial",
    "证照标识": "identifier",
    "文件摘要": "digest",
    "证号": "number",
    "行政区划": "region",
    "签发日期": "issued_on",
    "有效期起": "valid_from",
    "有效期止": "valid_until",
}
_SEX: dict[str, str | None] = {"1": "男", "2": "女"}
_ORIGIN: dict[str, str | None] = {"新办": "BORN_DIGITAL", "存量": "STOCK"}

DRIVING_LICENSES = Layout(
    format="csv",
    encoding="gb18030",
    entry="driving-license",
    constants={"version": 1, "holders.0.code_type": "111"},
    columns={
        **_METADATA,
        "来源": "origin",
        "姓名": "holders.0.name",
        "公民身份号码": "holders.0.code",
        "性别": "holders.0.fields.sex",
        "出生日期": "holders.0.fields.birth_date",
        "国籍": "holders.0.fields.nationality",
        "住址": "holders.0.fields.home_address",
        "累积记分": "holders.0.fields.penalty_points",
        "准驾车型": "face.vehicle_classes",
        "初次领证日期": "face.first_issued_on",
        "档案编号": "face.file_number",
    },
    dates=("%Y年%m月%d日", "%Y-%m-%d"),
    values={"性别": _SEX, "来源": _ORIGIN, "国籍": {"156": "中国"}},
    lists={"准驾车型": "、"},
)
"""The police export comma-separated text in GB18030, with dates in Chinese and codes."""

PHYSICIAN_LICENSES = Layout(
    format="xlsx",
    entry="physician-license",
    constants={"version": 1, "holders.0.code_type": "111"},
    columns={
        **_METADATA,
        "来源": "origin",
        "姓名": "holders.0.name",
        "身份证号": "holders.0.code",
        "性别": "holders.0.fields.sex",
        "出生日期": "holders.0.fields.birth_date",
        "执业类别": "face.category",
        "执业范围": "face.scope",
        "主要执业机构": "face.institution",
        "其他执业机构": "face.other_institutions",
    },
    dates=("%Y%m%d", "%Y-%m-%d"),
    values={"性别": _SEX, "来源": _ORIGIN, "有效期止": {"长期": None}},
    lists={"其他执业机构": "；"},
)
"""The health commission keeps a spreadsheet."""

PAPER_REAL_ESTATE = Layout(
    format="csv",
    entry="real-estate-certificate",
    constants={
        "version": 1,
        "origin": "PAPER",
        "valid_until": None,
        "sources": {"unit_number": "11519999MB990003XX"},
    },
    columns={
        "登记机构代码": "issuer",
        "流水号": "serial",
        "不动产权证号": "number",
        "行政区划": "region",
        "登记时间": "issued_on",
        "权利起始": "valid_from",
        "权利人1": "holders.0.name",
        "证件种类1": "holders.0.code_type",
        "证件号1": "holders.0.code",
        "共有份额1": "holders.0.fields.share",
        "权利人2": "holders.1.name",
        "证件种类2": "holders.1.code_type",
        "证件号2": "holders.1.code",
        "共有份额2": "holders.1.fields.share",
        "坐落": "face.location",
        "不动产单元号": "face.unit_number",
        "权利类型": "face.right_type",
        "权利性质": "face.right_nature",
        "用途": "face.use",
        "面积": "face.area",
        "使用期限起": "face.term.from",
        "使用期限止": "face.term.to",
        "抵押查封": "face.encumbrances",
        "共有情况": "face.co_ownership",
        "附记": "face.notes",
    },
    dates=("%Y/%m/%d",),
    values={
        header: {"居民身份证": "111", "统一社会信用代码": "001", "护照": "414"}
        for header in ("证件种类1", "证件种类2")
    },
    lists={"抵押查封": "、"},
)
"""Certificates digitized from paper: no identifier and no sealed document of their own."""
