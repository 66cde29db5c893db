"""What came of a sweep as columns; csv, parquet and netCDF files of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._extras import needed
from ..files import write_atomically
from .ledger import FAILED, Ledger, numbers

__all__ = ["FORMATS", "Table", "collect", "table_of"]


@dataclass(frozen=True, eq=False)
class Table(Mapping[str, Any]):
    """Columns of equal length, by name, a row a point.

    Attributes
    ----------
    columns : dict of str to ndarray
        ``id``, the keys of the axes, ``status``, the results, ``error``.
    swept : tuple of str
        Those columns that are keys of the axes.
    missing : int
        Points without a record, which have no row.
    """

    columns: dict[str, NDArray[Any]]
    swept: tuple[str, ...]
    missing: int

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        """Return the number of columns, as that of a mapping; see `num_rows`."""
        return len(self.columns)

    @property
    def num_rows(self) -> int:
        """The number of points that have a record."""
        return len(self.columns["id"])

    def __repr__(self) -> str:
        return f"Table({self.num_rows} rows, {self.missing} missing: {', '.join(self.columns)})"


def table_of(ledger: Ledger) -> Table:
    """Return what came of a sweep as columns, in the order of its points."""
    rows: list[dict[str, Any]] = []
    missing = 0
    for point, record in ledger.records():
        if record is None:
            missing += 1
            continue
        row: dict[str, Any] = {"id": point.id, **point.values, "status": record["status"]}
        for name, value in record.get("results", {}).items():
            row |= _spread(_clear_of(name, ledger), numbers(value))
        if record["status"] == FAILED:
            row["error"] = f"{record['error']}: {record['message']}"
        rows.append(row)
    keys = tuple(ledger.plan.keys)
    results = dict.fromkeys(name for row in rows for name in row)
    first = ("id", *keys, "status")
    names = [*first, *(n for n in results if n not in (*first, "error")), "error"]
    columns = {name: column_of([row.get(name) for row in rows]) for name in names}
    return Table(columns, keys, missing)


def _clear_of(name: str, ledger: Ledger) -> str:
    """Return the name of a result, another one where an axis has it."""
    return f"final_{name}" if name in ledger.plan.keys else name


def _spread(name: str, value: Any) -> dict[str, Any]:
    """Return the numbers of a list under names of their own: ``mean_0``, ``covariance_0_1``."""
    if not isinstance(value, list):
        return {name: value}
    found: dict[str, Any] = {}
    for index, one in enumerate(value):
        found |= _spread(f"{name}_{index}", one)
    return found


def column_of(values: list[Any]) -> NDArray[Any]:
    """Return an array of numbers where they are; of texts else, tables and lists as JSON."""
    given = [value for value in values if value is not None]
    kinds = {type(value) for value in given}
    if kinds and kinds <= {int, float}:
        if kinds == {int} and len(given) == len(values) and max(map(abs, given)) < 2**63:
            return np.array(values, dtype=np.int64)
        return np.array([np.nan if value is None else float(value) for value in values])
    if kinds == {bool} and len(given) == len(values):
        return np.array(values, dtype=bool)
    column = np.empty(len(values), dtype=object)
    column[:] = [_text(value) for value in values]
    return column


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


# --------------------------------------------------------------------------------------- files


def collect(ledger: Ledger, path: Path) -> Table:
    """Write what came of a sweep into a file; its name says in which format.

    Raises
    ------
    ValueError
        The name ends in no format.
    ModuleNotFoundError
        The package that writes it is not installed.
    OSError
        The file could not be written.
    """
    writer = FORMATS.get(path.suffix.lower())
    if writer is None:
        raise ValueError(f"must end in {', '.join(FORMATS)}, got {path}")
    table = table_of(ledger)
    path.parent.mkdir(parents=True, exist_ok=True)
    writer(ledger, table, path)
    return table


def _csv(ledger: Ledger, table: Table, path: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    # Of Python's own numbers the text has all digits that tell them apart.
    writer.writerows(zip(*(column.tolist() for column in table.columns.values()), strict=True))
    write_atomically(path, lambda file: file.write(text.getvalue().encode()))


def _parquet(ledger: Ledger, table: Table, path: Path) -> None:
    pyarrow = needed("pyarrow", "parquet")
    parquet = needed("pyarrow.parquet", "parquet")
    columns = {
        name: pyarrow.array(column.tolist(), None if column.dtype != object else pyarrow.string())
        for name, column in table.columns.items()
    }
    about = {"gandyn": json.dumps(provenance(ledger))}
    arrow = pyarrow.table(columns).replace_schema_metadata(about)
    write_atomically(path, lambda file: parquet.write_table(arrow, file))


def _netcdf(ledger: Ledger, table: Table, path: Path) -> None:
    from ..labelled import write_netcdf
    from .labelled import dataset_of

    write_netcdf(dataset_of(ledger), path)


FORMATS: dict[str, Callable[[Ledger, Table, Path], None]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".nc": _netcdf,
}


def provenance(ledger: Ledger) -> dict[str, Any]:
    """Return where the numbers are from, as plain values."""
    from .. import __version__

    return {
        "title": f"gandyn sweep {ledger.plan.name}",
        "gandyn": __version__,
        "code": ledger.version,
        "configuration": json.dumps(ledger.plan.document),
        "sweep": json.dumps(ledger.plan.table),
    }
