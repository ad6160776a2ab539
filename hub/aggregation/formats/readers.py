"""Choose the reader for a delivery."""

from collections.abc import Sequence

from hub.aggregation.formats.csv import CsvReader
from hub.aggregation.formats.mapping import ColumnMapping, IsDate, Mapper, plain_mapping
from hub.aggregation.formats.ndjson import UTF8, LineReader, NdjsonReader
from hub.aggregation.formats.rows import Reader
from hub.aggregation.formats.xlsx import XlsxReader


def line_reader_of(mapping: ColumnMapping, is_date: IsDate) -> LineReader | Reader:
    """Return the reader of a delivery that leaves lines unread which need no mapping."""
    plain = mapping.format == "ndjson" and mapping.encoding == UTF8 and not mapping.columns
    return LineReader() if plain else reader_of(mapping, is_date)


def reader_of(mapping: ColumnMapping, is_date: IsDate) -> Reader:
    """Return the reader of a delivery; without columns, its own names are taken for paths."""

    def mapper_of(header: Sequence[str]) -> Mapper:
        mapper = Mapper(mapping if mapping.columns else plain_mapping(mapping, header), is_date)
        mapper.check_header(header)
        return mapper

    match mapping.format:
        case "csv":
            return CsvReader(mapping.encoding, mapper_of)
        case "xlsx":
            return XlsxReader(mapper_of)
        case "ndjson":
            mapper = Mapper(mapping, is_date) if mapping.columns else None
            return NdjsonReader(mapping.encoding, mapper)
