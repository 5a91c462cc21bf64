"""Which column of a form a heading names.

Exact headings beat the template's other names, these beat what the structure tells (a year, a
range of years), and likeness comes last. Everything compared comes from the forms of the schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from wardxl.heading_readings import MOST_ANSWERS, Answers, Fit, Place, Reading
from wardxl.likeness import bare
from wardxl.model import Column, Form, Schema
from wardxl.row_names import without_enumerator
from wardxl.stated_units import in_heading
from wardxl.text import clean, key
from wardxl.units import unit_table

EXACT, OTHER_NAME, BARE, STRUCTURE, LOOSE_STRUCTURE, LIKENESS = 1.0, 0.9, 0.85, 0.8, 0.5, 0.6
_LIKE_ENOUGH = 88  # rapidfuzz ratio; one or two letters in a usual heading
_SHORT = 5
_LETTERS = re.compile(r"[^\W\d_]+")
#: Letters that look like đ and are put for it.
_OTHER_D = str.maketrans("ðɖ", "dd")
_LONGEST_HEADING = 160
# The same before runs of blanks are one blank.
_LONGEST_TYPED = 1_000
# Words that may stand beside the year in the heading of a year.
_MOST_WORDS = 8
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_FIGURES = re.compile(r"\d+")
_FIGURE = re.compile(r"-?[\d.,]+ ?[%‰]?")
_WORD_BREAK = re.compile(r"[\s\-/:;,.]+")
_BRACKETS = str.maketrans("()[]", "    ")
_BRACKETED = re.compile(r"\s*[\(\[][^\)\]]*[\)\]]")
# Words that say nothing beyond "this is the plan of that year or period".
PLAN_WORDS = frozenset(
    (
        "năm kh kế hoạch đã giao dự kiến mục tiêu chỉ tiêu giai đoạn 5 tổng cộng số cả nhiệm kỳ từ đến thực hiện của "
        "trung hạn phường thứ 1 2 3 4 nhất hai ba tư"
    ).split()
)
#: With one of these a heading names a part of a year, or what changes in it: not the year's figure.
_NOT_THE_YEAR = frozenset("tháng quý quí so tăng giảm chênh tốc lũy luỹ hoàn".split())
#: With one of these, not its result either.
_PLANNED = frozenset("kh kế hoạch chỉ tiêu mục giao".split())


class _Known:
    """What is known of headings whatever the ward: shared by all schemas whose forms have the same columns."""

    def __init__(self, forms: tuple[tuple[str, tuple[Column, ...]], ...]) -> None:
        self.names: dict[str, dict[str, tuple[Column, float]]] = {}
        for code, columns in forms:
            known: dict[str, tuple[Column, float]] = {}
            for column in columns:
                for name in column.other_names:
                    known.setdefault(key(name), (column, OTHER_NAME))
            for column in columns:
                known[key(column.heading)] = (column, EXACT)
            # Names of rows and departments may lack all accents; so may what stands above them.
            for name, (column, _) in tuple(known.items()):
                known.setdefault(bare(name), (column, BARE))
            self.names[code] = known
        self.all = frozenset(name for known in self.names.values() for name in known)
        self.heads = frozenset(map(_head, self.all))
        self.wordy = not any(_FIGURE.fullmatch(name) and not _YEAR.fullmatch(name) for name in self.all)
        self.figures = {code: frozenset(map(_figures, known)) for code, known in self.names.items()}
        self.alike = {code: _by_figures(known) for code, known in self.names.items()}
        self.fits: Answers[tuple[str, str], Fit | None] = Answers()
        self.stacks: Answers[tuple[str, ...], Fit | None] = Answers()
        self.naming: Answers[tuple[str, ...], frozenset[str]] = Answers()
        self.readings: Answers[Place, tuple[Reading, ...]] = Answers()
        self.promising = lru_cache(maxsize=MOST_ANSWERS)(self._promising)

    def _promising(self, typed: str) -> bool:
        if len(typed) > _LONGEST_TYPED:
            return False
        text = clean(typed)
        if not text or len(text) > _LONGEST_HEADING:
            return False
        bracketed = "(" in text or "[" in text
        # To look for two figures costs less than to look for a year.
        return (("19" in text or "20" in text) and _speaks_of_years(text)) or (
            (bracketed or _head(text) in self.heads)
            and (key(text) in self.all or (bracketed and key(_BRACKETED.sub("", text)) in self.all))
        )


@lru_cache(maxsize=8)
def _known(forms: tuple[tuple[str, tuple[Column, ...]], ...], _: tuple[int, int, int]) -> _Known:
    # A heading's fit hangs on the years of the plan as well, so they are part of what is shared by.
    return _Known(forms)


class Headings:
    """The headings of all forms, ready to look up."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        forms = tuple((code, form.columns) for code, form in schema.forms.items())
        self._known: _Known = _known(forms, (schema.baseline_year, schema.start, schema.end))
        self.units = unit_table(schema.units)
        #: Whether no heading is a bare figure, years aside.
        self.wordy = self._known.wordy
        #: Whether a text, as it was typed, could be a heading at all: a cheap test for every cell of a sheet.
        self.promising: Callable[[str], bool] = self._known.promising
        #: Headers that have been read.
        self.readings = self._known.readings
        self.titles = {
            key(line): code for code, form in schema.forms.items() for line in form.title if len(line) > 12
        }

    def fit(self, form: Form, text: str) -> Fit | None:
        """The column of a form that one heading text names best, None when it names none."""
        if len(text) > _LONGEST_HEADING or not text:
            return None
        fits, place = self._known.fits, (form.code, text)
        if place not in fits:
            fits.keep(place, self._find(form, text))
        return fits[place]

    def fit_stack(self, form: Form, stack: Sequence[str]) -> Fit | None:
        """The column that a stack of headings (top to bottom) names: the lowest text that says something wins.

        `Kế hoạch từng năm` over `2026` is the year 2026; `KH 2026-2030` over `Tổng số` is the total.
        """
        stacks, place = self._known.stacks, (form.code, *stack)
        if place not in stacks:
            stacks.keep(place, self._find_stack(form, stack))
        return stacks[place]

    def naming_rows(self, stack: tuple[str, ...]) -> frozenset[str]:
        """The forms in which a stack is of headings alone, and names the column of the rows' names.

        Where no stack does, there is no header (a row of a table's body was taken along), whatever the others name.
        """
        naming = self._known.naming
        if stack not in naming:
            naming.keep(
                stack, frozenset(form.code for form in self.schema.forms.values() if self._names(form, stack))
            )
        return naming[stack]

    def _names(self, form: Form, stack: Sequence[str]) -> bool:
        if not all(self.fit(form, text) for text in reversed(stack)):
            return False
        fit = self.fit_stack(form, stack)
        return fit is not None and fit.column.role == "name"

    def name_rows(self, text: str) -> bool:
        """Whether a text is the heading of the rows' names in any form."""
        return bool(self.naming_rows((text,)))

    def numbers_rows(self, stack: tuple[str, ...]) -> bool:
        """Whether a stack stands over the numbers of rows in any form."""
        fits = (self.fit_stack(form, stack) for form in self.schema.forms.values())
        return any(fit and fit.column.role == "tt" for fit in fits)

    def begins(self, text: str) -> bool:
        """Whether headings begin so: over numbers (a lone `I` may be one) or, word for word, over names."""
        if self.numbers_rows((text,)):
            return len(text) > 1
        fits = (self.fit(form, text) for form in self.schema.forms.values())
        return any(fit and fit.column.role == "name" and fit.quality >= OTHER_NAME for fit in fits)

    def names_year(self, stack: tuple[str, ...]) -> int:
        """The year of the plan whose column a stack names in any form; 0 for none."""
        fits = (self.fit_stack(form, stack) for form in self.schema.forms.values() if stack)
        return next((int(fit.column.key) for fit in fits if fit and fit.column.role == "year"), 0)

    def lists(self, form: str, name: str) -> bool:
        """Whether the catalogue has a row of a form that is called so."""
        return bool(name) and key(without_enumerator(name)) in self._rows[form]

    @cached_property
    def _rows(self) -> Mapping[str, frozenset[str]]:
        rows = {code: self.schema.rows_of(code) for code in self.schema.forms}
        return {
            code: frozenset(key(name) for row in found for name in (row.name, *row.other_names))
            for code, found in rows.items()
        }

    def _find_stack(self, form: Form, stack: Sequence[str]) -> Fit | None:
        best: Fit | None = None
        tries = list(reversed(stack))
        if len(stack) > 1:
            tries[1:1] = [" ".join(stack), " ".join(reversed(stack))]
        for weight, text in zip((1.0, 0.99, 0.99, 0.95, 0.9, 0.85), tries, strict=False):
            fit = self.fit(form, text)
            if fit and (best is None or fit.quality * weight > best.quality):
                best = Fit(fit.column, fit.quality * weight)
        if best and best.column.role in ("baseline", "year") and any(map(_tells_no_year, stack)):
            return self.fit(form, stack[-1])
        return best

    def _find(self, form: Form, text: str) -> Fit | None:
        if found := self._named(form, text):
            return Fit(*found)
        bare = _BRACKETED.sub("", text).strip()
        if bare and bare != text and (found := self._named(form, bare)):
            return Fit(found[0], min(found[1], BARE))
        if bare and bare != text and not _YEAR.search(bare) and (fit := self._by_bracketed_years(form, text)):
            return fit
        if self._no_figure_of_a_year(bare or text):
            return None
        if unit := in_heading(text, self.units):
            bare = (bare or text).removesuffix(unit).strip(" ,:–-")
        return self._by_years(form, bare or text) or self._by_likeness(form, bare or text)

    def _named(self, form: Form, text: str) -> tuple[Column, float] | None:
        # Most texts have figures that no name has; to see that costs less than a key.
        if _figures(text) not in self._known.figures[form.code]:
            return None
        return self._known.names[form.code].get(key(text))

    def _by_years(self, form: Form, text: str) -> Fit | None:
        years = {int(year) for year in _YEAR.findall(text)}
        if not years:
            return None
        rest = _words_beside_years(text)
        plain = all(word in PLAN_WORDS for word in rest)
        quality = STRUCTURE if plain else LOOSE_STRUCTURE
        if years == {self.schema.start, self.schema.end} and plain:
            return _fit(_of_role(form, "total"), quality)
        if len(years) != 1 or len(rest) > _MOST_WORDS:
            return None
        (year,) = years
        if year == self.schema.baseline_year:
            return _fit(_of_role(form, "baseline"), quality)
        return _fit(form.column(str(year)), quality)

    def _by_bracketed_years(self, form: Form, text: str) -> Fit | None:
        """The column of a heading whose year stands in brackets: `Kết quả (2025)`, `Năm thứ nhất (2026)`."""
        opened = clean(text.translate(_BRACKETS))
        if found := self._named(form, opened):
            return Fit(found[0], min(found[1], BARE))
        fit = self._by_years(form, opened)
        return fit if fit and fit.quality == STRUCTURE else None

    def _no_figure_of_a_year(self, text: str) -> bool:
        """Whether a heading with a year names a part of it, a change in it, or what was planned for the baseline's."""
        years = {int(year) for year in _YEAR.findall(text)}
        planned = years == {self.schema.baseline_year} and _PLANNED.intersection(_words_beside_years(text))
        return bool(years) and (_tells_no_year(text) or bool(planned))

    def _by_likeness(self, form: Form, text: str) -> Fit | None:
        # A digit or a short word off is another thing altogether (2026 and 2027, KH and KQ).
        names = self._known.alike[form.code].get(_figures(text))
        wanted = key(text) if names else ""
        if len(wanted) <= _SHORT or not names:
            return None
        from rapidfuzz import fuzz, process

        found = process.extractOne(wanted, names, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
        return Fit(self._known.names[form.code][found[0]][0], LIKENESS) if found else None


def _head(text: str) -> tuple[str, ...]:
    """The bare letters of a text's first two words: alike in a heading and its key, however it was typed."""
    first = _LETTERS.search(text)
    if first is None:
        return ()
    second = _LETTERS.search(text, first.end())
    return (_plain(first[0]), _plain(second[0])) if second else (_plain(first[0]),)


@lru_cache(maxsize=MOST_ANSWERS)
def _plain(word: str) -> str:
    return bare(word.lower().translate(_OTHER_D)).replace("y", "i")


def _by_figures(names: Iterable[str]) -> Mapping[tuple[str, ...], Sequence[str]]:
    """The names that are long enough to be mistyped, by the figures in them."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        if len(name) > _SHORT:
            groups.setdefault(_figures(name), []).append(name)
    return groups


def _figures(text: str) -> tuple[str, ...]:
    """The figures in a cleaned text; those of its key are the same."""
    return tuple(_FIGURES.findall(text))


def _words_beside_years(text: str) -> list[str]:
    return [word for word in _WORD_BREAK.split(key(_YEAR.sub(" ", text))) if word]


def _tells_no_year(text: str) -> bool:
    """Whether a heading names a part of a year or a change in it; a remark in brackets says nothing of the kind."""
    return bool(_NOT_THE_YEAR.intersection(_words_beside_years(_BRACKETED.sub("", text))))


def _speaks_of_years(text: str) -> bool:
    """Whether a text names a year or a period with so few words beside it that it can be a heading."""
    if not _YEAR.search(text):
        return False
    return len(_words_beside_years(_BRACKETED.sub("", text))) <= _MOST_WORDS


def _of_role(form: Form, role: str) -> Column | None:
    return next((column for column in form.columns if column.role == role), None)


def _fit(column: Column | None, quality: float) -> Fit | None:
    return Fit(column, quality) if column else None
