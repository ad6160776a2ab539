"""Name every way in which a spreadsheet is refused."""

from hub.errors import Kind, Refusal


class JointBySheet(Refusal):
    """What several departments issue together is not issued by spreadsheet (art. 22)."""

    kind = Kind.INVALID
    zh = "目录条目 {entry} 由多个部门联合签发（第二十二条），不能用表格制发，请用 issueLicense"
    en = "Licenses of {entry} are issued by several departments; begin each with issueLicense"


class SheetChanged(Refusal):
    """A key names one spreadsheet for good: another one under it issues nothing."""

    kind = Kind.CONFLICT
    zh = "该批次键已用于另一份表格；续传须为同一文件，另一份表格请更换批次键"
    en = "This key named another spreadsheet; send the very file again, or use another key"


class SheetKeyInvalid(Refusal):
    """A spreadsheet without an entry, or without a key by which it is known again."""

    kind = Kind.INVALID
    zh = "请以 ?entry=目录编码&key=批次键 说明表格，批次键为 1 至 128 个可见 ASCII 字符"
    en = "Name the spreadsheet by ?entry=CODE&key=KEY, a key of 1 to 128 visible ASCII characters"


class SheetTooLarge(Refusal):
    """More bytes than a spreadsheet may have."""

    kind = Kind.INVALID
    zh = "表格超过 {limit} MiB，请分成几份"
    en = "The spreadsheet is larger than {limit} MiB; send it in parts"


class ColumnsUnknown(Refusal):
    """Columns that the template has not; told by their place, for a heading may hold anything."""

    kind = Kind.INVALID
    zh = "第 {columns} 列的表头为空、重复，或不属于该目录条目现行版本的模板，请删除或更正"
    en = "The headings of columns {columns} are empty, doubled, or not of the entry's template"
