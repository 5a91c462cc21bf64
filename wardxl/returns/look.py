"""The styles part of a copy: every cell format that was there stays, those of marks and of the list are added."""

from __future__ import annotations

from wardxl.returns import markup
from wardxl.returns.markup import CannotCarry, Element
from wardxl.workbook import styles

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
          "colors", "extLst")  # fmt: skip
#: What stands at the beginning of a section that was absent or empty: the formats that everything else falls back to.
_FIRST = {
    "fonts": ('<{0}font><{0}sz val="11"/><{0}name val="Calibri"/></{0}font>',),
    "fills": (
        '<{0}fill><{0}patternFill patternType="none"/></{0}fill>',
        '<{0}fill><{0}patternFill patternType="gray125"/></{0}fill>',
    ),
    "borders": ("<{0}border><{0}left/><{0}right/><{0}top/><{0}bottom/><{0}diagonal/></{0}border>",),
    "cellStyleXfs": ('<{0}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<{0}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
}
#: Excel knows 65,490 cell formats; some are left for the list.
_MOST = 65_000
_TOP = '<{0}alignment horizontal="left" vertical="top" wrapText="1" indent="1"/>'
_CENTRE = '<{0}alignment horizontal="center" vertical="top"/>'
_HEAD = '<{0}alignment horizontal="center" vertical="center" wrapText="1"/>'


class Formats:
    """The cell formats of a workbook, to which more are added; `text` is the part with all of them.

    Raises CannotCarry where the part is not what the format asks for.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = markup.visible(text)
        self._root = markup.root(self._plain)
        self._prefix = self._root.prefix
        found = {one.local: one for one in markup.children(self._plain, self._root)}
        if "AlternateContent" in found or self._root.empty:
            raise CannotCarry("phần định dạng của tệp ghi theo cách lạ")
        self._sections = {name: self._section(name, found.get(name)) for name in _FIRST}
        self._counts = {name: len(items) or len(_FIRST[name]) for name, items in self._sections.items()}
        self._new: dict[str, dict[str, int]] = {name: {} for name in _FIRST}
        self._found = found

    def _section(self, name: str, element: Element | None) -> list[Element]:
        """The items of a section by their number; of alternatives those for everybody (the Fallback)."""
        items: list[Element] = []
        for one in markup.children(self._plain, element) if element else ():
            if one.local == "AlternateContent":
                fallback = markup.child(self._plain, one, "Fallback")
                items += markup.children(self._plain, fallback) if fallback else ()
            else:
                items.append(one)
        return items

    def _add(self, section: str, item: str) -> int:
        """The number of an item of a section, added at its first use."""
        new = self._new[section]
        return new.setdefault(item.format(self._prefix), self._counts[section] + len(new))

    def _fill(self, colour: str) -> int:
        return self._add(
            "fills",
            '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="FF' + colour.removeprefix("#")
            + '"/><{0}bgColor indexed="64"/></{0}patternFill></{0}fill>',
        )  # fmt: skip

    def filled(self, number: int, colour: str) -> int:
        """The format that looks like another but for its fill; colour: `#RRGGBB`."""
        items = self._sections["cellXfs"]
        if self._counts["cellXfs"] + len(self._new["cellXfs"]) > _MOST:
            raise CannotCarry("tệp có quá nhiều kiểu định dạng ô")
        if items and not 0 <= number < len(items):
            raise CannotCarry("tệp có ô trỏ đến định dạng không có trong tệp")
        if items:
            one = items[number]
            tag, rest = self._text[one.start : one.inside], self._text[one.inside : one.end]
        else:
            tag, rest = _FIRST["cellXfs"][0].format(self._prefix), ""
        tag = markup.with_attribute(tag, "fillId", str(self._fill(colour)))
        tag = markup.with_attribute(tag, "applyFill", "1")
        new = self._new["cellXfs"]
        return new.setdefault(tag + rest, self._counts["cellXfs"] + len(new))

    def text_format(
        self,
        *,
        size: int = styles.WORK_SIZE,
        bold: bool = False,
        underline: bool = False,
        ink: str = styles.BLACK,
        fill: str | None = None,
        line: bool = False,
        align: str = "",
    ) -> int:
        """A format of the list; align: `top`, `centre`, `head` or nothing."""
        font = self._add(
            "fonts",
            "<{0}font>" + ("<{0}b/>" if bold else "") + ("<{0}u/>" if underline else "")
            + f'<{{0}}sz val="{size}"/><{{0}}color rgb="FF{ink[1:]}"/><{{0}}name val="{styles.WORK_FONT}"/>'
            + '<{0}family val="2"/></{0}font>',
        )  # fmt: skip
        border = self._add(
            "borders",
            '<{0}border><{0}left/><{0}right/><{0}top/><{0}bottom style="hair">'
            f'<{{0}}color rgb="FF{styles.INK[1:]}"/></{{0}}bottom><{{0}}diagonal/></{{0}}border>',
        ) if line else 0  # fmt: skip
        shade = self._fill(fill) if fill else 0
        words = f'numFmtId="0" fontId="{font}" fillId="{shade}" borderId="{border}" xfId="0"'
        words += ' applyFont="1"' + ' applyFill="1"' * bool(fill) + ' applyBorder="1"' * line
        inner = {"top": _TOP, "centre": _CENTRE, "head": _HEAD, "": ""}[align]
        if not inner:
            return self._add("cellXfs", f"<{{0}}xf {words}/>")
        return self._add("cellXfs", f'<{{0}}xf {words} applyAlignment="1">{inner}</{{0}}xf>')

    @property
    def text(self) -> str:
        """The part with everything that was added, its counts put right."""
        edits: list[markup.Edit] = []
        for name in _ORDER:
            if name not in _FIRST:
                continue
            items = [] if self._sections[name] else [one.format(self._prefix) for one in _FIRST[name]]
            items += self._new[name]
            element = self._found.get(name)
            count = str(self._counts[name] + len(self._new[name]))
            if not items:
                continue
            if element is None:
                at = markup.place_in_order(self._plain, self._root, name, _ORDER)
                tag = f'{self._prefix}{name} count="{count}"'
                edits.append((at, at, f"<{tag}>{''.join(items)}</{self._prefix}{name}>"))
                continue
            old = self._text[element.start : element.inside]
            tag = markup.with_attribute(old, "count", count)
            if element.empty:
                whole = tag.removesuffix("/>").rstrip() + f">{''.join(items)}</{element.name}>"
                edits.append((element.start, element.end, whole))
            else:
                edits += (
                    (element.start, element.inside, tag),
                    (element.close, element.close, "".join(items)),
                )
        return markup.edited(self._text, edits)
