"""Lists as files: CSV that streams, and XLSX. Neither can smuggle a formula into a spreadsheet."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ui.listing.columns import Column

FORMATS = ("csv", "xlsx")
CHUNK = 500
XLSX_LIMIT = 50_000
# OWASP, "CSV Injection": a cell that begins with one of these is run by spreadsheets
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export(kind: str, name: str, columns: list[Column], rows: QuerySet) -> HttpResponseBase:
    """The rows as an attachment; `kind` is one of `FORMATS`."""
    columns = [column for column in columns if column.exported]
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return _xlsx(filename, columns, rows[:XLSX_LIMIT])
    return StreamingHttpResponse(
        for_the_reader(csv_lines(columns, rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "X-Accel-Buffering": "no"},
    )


def for_the_reader(lines: Iterator[str]) -> Iterator[str]:
    """The lines in the language and time zone of this moment: they are written when the request is over."""
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def written() -> Iterator[str]:
        while True:
            with translation.override(language), timezone.override(zone):
                line = next(lines, None)
            if line is None:
                return
            yield line

    return written()


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def csv_lines(columns: list[Column], rows: QuerySet) -> Iterator[str]:
    """The file line by line, beginning with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([harmless(str(column.heading)) for column in columns])
    for row in _iterate(rows):
        yield writer.writerow([_written(column.exported_value(row)) for column in columns])


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else harmless(value)


def _iterate(rows: QuerySet) -> Iterable[Any]:
    return rows.iterator(chunk_size=CHUNK)


def _xlsx(filename: str, columns: list[Column], rows: QuerySet) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_cell(sheet, str(column.heading)) for column in columns])
    for row in _iterate(rows):
        sheet.append([_cell(sheet, column.exported_value(row)) for column in columns])
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename)


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"  # text stays text, whatever it begins with
    return cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
