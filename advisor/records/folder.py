"""Reading the decision records of a folder."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import InvalidInput, Problem, UserError
from advisor.records.record import FILE_NAME, Record, read_record


def read_records(folder: Path) -> tuple[Record, ...]:
    """Every numbered record of ``folder``, by number; none where there is no such folder.

    Raises:
        UserError: the folder or a file can't be read.
        InvalidInput: the front matter of some can't be read; all such problems at once.
    """
    records: list[Record] = []
    problems: list[Problem] = []
    try:
        paths = sorted(path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name) and path.is_file())
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise UserError(f"{folder}: the records can't be read: {(error.strerror or str(error)).lower()}.") from None
    for path in paths:
        try:
            records.append(read_record(path.name, path.read_bytes().decode("utf-8"), str(path)))
        except InvalidInput as error:
            problems += error.problems
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{path}: the record can't be read: {error}.") from None
    if problems:
        raise InvalidInput(problems)
    return tuple(sorted(records, key=lambda record: (record.number, record.file)))
