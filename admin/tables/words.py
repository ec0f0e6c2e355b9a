"""Words about tables that somebody sends: what is wrong with a file, and what yes and no may look like."""

from admin.speech import Words, _l

YES = frozenset({"yes", "y", "true", "1", "是", "对", "√", "✓"})
NO = frozenset({"", "no", "n", "false", "0", "否", "不"})

FILE_TROUBLE: dict[str, Words] = {
    "missing": _l("Choose a file."),
    "empty": _l("There is nothing in this file."),
    "too_large": _l("This file is too large: 1.5 MB at most."),
    "too_many_rows": _l("There are more than 5,000 lines. Please divide the table."),
    "not_a_table": _l("This is neither a CSV nor an XLSX file that can be read."),
    "no_columns": _l("The first line has to name the columns. None of these names is known here."),
    "column_twice": _l("Two columns have the same meaning. Take one of them out."),
}
