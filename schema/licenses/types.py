"""A license in GraphQL; every field of it is decided, its status and dates too."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from typing import Annotated, cast

import msgspec
import orjson
import strawberry
from graphql import GraphQLSchema

import schema.terms  # noqa: F401 - names the vocabularies used below
from hub.licenses.sealed import DocumentFormat
from hub.licenses.terms import Answer, LicenseEvent, Origin
from hub.policy import entry as keys
from hub.policy.codes import Grade
from hub.policy.states import LicenseState
from hub.policy.terms import LicenseStatus
from hub.reading.decide import DecidedCell, Row
from hub.reading.value import Reader, nothing, reader_of
from schema.arguments import AtMost
from schema.catalog.types import CatalogEntry
from schema.ids import Named
from schema.licenses.alike import ALIKE, BY_ISSUERS, FORMED, LicenseWriter, read_by, written_by
from schema.licenses.decisions import DecisionSummary, FieldCell
from schema.node import Node
from schema.organizations import Organization
from schema.view import View
from schema.views.face import Face
from schema.writing import Selected, Writer

strawberry.enum(LicenseState, description="Where a license stands (art. 10) · 证照状态（第十条）")
strawberry.enum(LicenseStatus, description="What was recorded of a license (art. 10) · 登记状态")
strawberry.enum(DocumentFormat, description="A format of sealed files (art. 6) · 版式文件格式")
strawberry.enum(Origin, description="How a license came into being (art. 11) · 证照来源")
strawberry.enum(
    Answer,
    name="HolderCheck",
    description="Whether registers know a code by its name (art. 23) · 基础库核验结果",
)
strawberry.enum(Grade, description="Whether an identifier is well made (GB/T 36904) · 标识校验结果")


@strawberry.type(description="Why a version was made (art. 8, 10) · 变动缘由")
class VersionCause:
    """Why a version was made, as its issuer stated it."""

    reason: str | None = strawberry.field(description="The reason · 理由")
    legal_basis: str | None = strawberry.field(description="Code of the basis · 依据编码")
    matter: str | None = strawberry.field(description="The matter · 事项")
    case_number: str | None = strawberry.field(description="The case · 办件编号")


@strawberry.type(description="One step in a license's life (art. 10) · 证照版本（第十条）")
class LicenseVersion:
    """What happened, and the digest that binds it to what was before."""

    sequence: int = strawberry.field(description="Place in the chain, from 1 · 序号")
    version: int = strawberry.field(description="Version in the identifier · 版本号")
    event: LicenseEvent = strawberry.field(description="What happened · 事件")
    status: LicenseStatus = strawberry.field(description="What it led to · 登记状态")
    revision: int = strawberry.field(description="Revision of the entry · 目录版本")
    occurred_on: date = strawberry.field(description="On which day · 发生日期")
    recorded_at: datetime = strawberry.field(description="When the hub learned of it · 登记时间")
    cause: VersionCause | None = strawberry.field(description="Why (art. 10) · 变动缘由")
    holder_check: Answer | None = strawberry.field(
        description="What the reference registers said of its holders (art. 23) · 持证主体核验"
    )
    seals: int = strawberry.field(description="How many seals it has (art. 6) · 电子印章数")
    digest: str = strawberry.field(description="SM3 digest of this version · 摘要值")
    previous: str | None = strawberry.field(description="Digest of the one before · 前一摘要值")


@strawberry.type(description="What proves a license (art. 6, 24) · 核验信息（第六条、第二十四条）")
class Verification:
    """Where a license stands, and what binds its versions."""

    state: LicenseState | None = strawberry.field(description="State now · 当前状态")
    grade: Grade = strawberry.field(description="Whether the identifier is well made · 标识校验")
    origin: Origin = strawberry.field(description="How it came into being · 来源")
    digest: str | None = strawberry.field(
        description="SM3 digest of the version in force, for holder and issuer · 摘要值"
    )
    chain_intact: bool | None = strawberry.field(
        description="Whether each version names the digest before it · 版本链是否完整"
    )


Keys = Annotated[
    list[str] | None, strawberry.argument(description="Of these fields alone · 字段标识")
]
Format = Annotated[DocumentFormat, strawberry.argument(description="In which format · 文件格式")]
Key = Annotated[str, strawberry.argument(description="Key of the field · 字段标识")]


def _id(self: "License") -> strawberry.ID:
    record = self.row.record
    return strawberry.ID(self.view.ids.of(Named.LICENSE, record["holder_key"], record["id"]))


def _written_id(row: Row, view: View) -> str:
    """Write an id as JSON: nothing in it needs to be escaped."""
    return f'"{view.ids.of(Named.LICENSE, row.record["holder_key"], row.record["id"])}"'


def granted(key: str) -> Mapping[str, object]:
    """Mark a field that shows a metadata field, where that is granted."""
    return read_by(partial(_reader, key))


def _reader(key: str, license_: "License") -> Reader:
    cells = license_.row.decided.cells
    shown = (cell for cell in cells if cell.cell.field.key == key and cell.granted)
    cell = next(shown, None)
    return nothing if cell is None else reader_of(cell)


@strawberry.type(description="An electronic license (art. 3) · 电子证照（第三条）")
class License(Node):
    """A license as this caller may see it."""

    id: strawberry.ID = strawberry.field(
        resolver=_id, metadata=written_by(_written_id), description="Global id, opaque · 全局标识"
    )
    row: strawberry.Private[Row]
    view: strawberry.Private[View]

    @classmethod
    def compile_writer(cls, schema: GraphQLSchema, selected: tuple[Selected, ...]) -> Writer:
        """Compile what writes licenses."""
        return LicenseWriter(schema, selected, cls)

    @strawberry.field(
        metadata=granted(keys.IDENTIFIER), description="Identifier, GB/T 36904 (art. 7) · 证照标识"
    )
    def identifier(self) -> str | None:
        """Return the identifier, if granted."""
        return self._text(keys.IDENTIFIER)

    @strawberry.field(metadata=ALIKE, description="Its catalog entry (art. 7) · 目录条目")
    def entry(self) -> CatalogEntry:
        """Return the entry."""
        return CatalogEntry.of(self.row.decided.shelf, self.view)

    @strawberry.field(
        metadata=ALIKE, description="Revision of the entry it was made under (art. 7) · 目录版本"
    )
    def revision(self) -> int:
        """Return the number of the revision."""
        return int(self.row.record["revision"])

    @strawberry.field(metadata=ALIKE, description="Where it stands (art. 10) · 证照状态")
    def status(self) -> LicenseState | None:
        """Return the state, if granted."""
        state = self._text(keys.STATUS)
        return None if state is None else LicenseState(state)

    @strawberry.field(
        metadata=BY_ISSUERS, description="Who issued it, or succeeded to that (art. 12) · 签发部门"
    )
    def issuers(self) -> list[Organization] | None:
        """Return the issuers, if granted."""
        if self._text(keys.ISSUER) is None:
            return None
        directory, ids = self.view.directory, self.view.ids
        return [Organization.of(directory.by_id[one], ids) for one in self.row.issuers]

    @strawberry.field(
        metadata=granted(keys.ISSUED_ON), description="Day of issue (art. 7) · 签发日期"
    )
    def issued_on(self) -> date | None:
        """Return the day of issue, if granted."""
        return self._day(keys.ISSUED_ON)

    @strawberry.field(
        metadata=granted(keys.VALID_FROM), description="First day of validity (art. 7) · 有效期起"
    )
    def valid_from(self) -> date | None:
        """Return the first day of validity, if granted."""
        return self._day(keys.VALID_FROM)

    @strawberry.field(
        metadata=granted(keys.VALID_UNTIL), description="Last day of validity (art. 7) · 有效期止"
    )
    def valid_until(self) -> date | None:
        """Return the last day of validity, if granted."""
        return self._day(keys.VALID_UNTIL)

    @strawberry.field(description="Whether an objection is running (art. 21) · 是否存在异议")
    def under_objection(self) -> bool:
        """Tell whether an objection is running."""
        return bool(self.row.record["under_objection"])

    @strawberry.field(
        metadata=FORMED, description="Face and metadata fields, each decided (art. 7) · 照面信息"
    )
    def fields(self, keys: Keys = None) -> list[FieldCell]:
        """Return the cells of the keys named, or every cell."""
        return [FieldCell(cell=cell, row=self.row, view=self.view) for cell in self._cells(keys)]

    @strawberry.field(
        metadata=FORMED, description="One field, decided; of the first holder (art. 7) · 字段"
    )
    def field(self, key: Key) -> FieldCell | None:
        """Return the first cell of a key, if the license has it."""
        return next(
            (FieldCell(cell=cell, row=self.row, view=self.view) for cell in self._cells([key])),
            None,
        )

    @strawberry.field(
        metadata=FORMED,
        description="Its face in the types of its entry, while that is published (art. 7, 13)"
        " · 按目录条目定义类型的照面信息（第七条、第十三条）",
    )
    def face(self) -> Face | None:
        """Return the face in the shape of its entry, or nothing if the entry is not published."""
        shape = self.view.faces.get(self.row.decided.shelf.code)
        return None if shape is None else cast("Face", shape(row=self.row, view=self.view))

    @strawberry.field(metadata=ALIKE, description="The decisions in sum (art. 22) · 判定汇总")
    def decisions(self) -> DecisionSummary:
        """Return how many fields were granted, masked and withheld, and why."""
        return DecisionSummary.of([cell.decision for cell in self.row.decided.cells])

    @strawberry.field(description="Its life, the newest first, for holder and issuer · 版本历史")
    def versions(self, first: AtMost = 20) -> list[LicenseVersion]:
        """Return the versions that this caller may see."""
        return self._versions()[: max(first, 0)]

    @strawberry.field(description="Link to the sealed file, once, for minutes (art. 15) · 下载链接")
    def document(self, format: Format = DocumentFormat.PDF) -> str:  # noqa: A002 - as in the schema
        """Return a link to the sealed document; what it leads to is decided as it is followed."""
        record = self.row.record
        keys = record["holder_key"], record["id"]
        return self.view.answer.documents.link(*keys, part=format.value)

    @strawberry.field(
        description="Link to the archive package, once, for minutes (art. 6) · 归档包下载链接"
    )
    def archive_package(self) -> str:
        """Return a link to the archive package; it is decided and made as it is followed."""
        record = self.row.record
        return self.view.answer.packages.link(record["holder_key"], record["id"])

    @strawberry.field(description="What proves it (art. 24) · 核验信息")
    def verification(self) -> Verification:
        """Return what proves the license."""
        versions = self._versions()
        status = self._text(keys.STATUS)
        pairs = pairwise(versions)
        return Verification(
            state=None if status is None else LicenseState(status),
            grade=Grade(self.row.record["grade"]),
            origin=Origin(self.row.record["origin"]),
            digest=versions[0].digest if versions else None,
            chain_intact=all(new.previous == old.digest for new, old in pairs)
            if versions
            else None,
        )

    def _cells(self, keys: list[str] | None) -> list[DecidedCell]:
        cells = self.row.decided.cells
        return [cell for cell in cells if keys is None or cell.cell.field.key in keys]

    def _text(self, key: str) -> str | None:
        """Return the text of a metadata field that is granted."""
        text = _reader(key, self)(self.view.answer.values, self.row)
        return None if text is None else str(orjson.loads(text))

    def _day(self, key: str) -> date | None:
        text = self._text(key)
        return None if text is None else date.fromisoformat(text)

    def _versions(self) -> list[LicenseVersion]:
        versions = self.row.record["versions"] or []
        return msgspec.convert(versions, list[LicenseVersion])
