"""The workbook part of a copy, which gets a sheet in front, and the properties that say what the copy is."""

from __future__ import annotations

from datetime import UTC, datetime

from wardxl.returns import markup
from wardxl.returns.dialect import Dialect
from wardxl.returns.markup import CannotCarry, Edit, attribute, with_attribute
from wardxl.returns.package_copy import PackageCopy
from wardxl.stamp import PROPERTY, Stamp, stamped

#: The children of a workbook in their order (CT_Workbook, ECMA-376 18.2.27).
ORDER = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
         "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews",
         "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects",
         "extLst")  # fmt: skip
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{}"></Properties>'
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def with_sheet_in_front(text: str, dialect: Dialect, name: str, identity: str, filtered: str) -> str:
    """Put a sheet before all others and show it first.

    identity: of the relationship to its part. filtered: the cells of its filter, absolute (`$A$4:$H$9`).
    """
    plain = markup.visible(text)
    top = markup.root(plain)
    parts = {one.local: one for one in markup.children(plain, top)}
    sheets = markup.children(plain, parts["sheets"]) if "sheets" in parts else []
    if not sheets:
        raise CannotCarry("tệp có chỗ không đúng chuẩn")
    edits: list[Edit] = []
    for view in markup.children(plain, parts["bookViews"]) if "bookViews" in parts else ():
        tag = text[view.start : view.inside]
        new = with_attribute(with_attribute(tag, "activeTab", None), "firstSheet", None)
        edits.append((view.start, view.inside, new))
    numbers = [_number(attribute(text[one.start : one.inside], "sheetId")) for one in sheets]
    prefix = markup.namespace_prefix(text[top.start : top.inside], dialect.relations)
    declared = "" if prefix else f' xmlns:r="{dialect.relations}"'
    sheet = (
        f'<{top.prefix}sheet{declared} name="{markup.spelled(name)}" sheetId="{max(numbers) + 1}" '
        f'{prefix or "r"}:id="{identity}"/>'
    )
    edits.append((sheets[0].start, sheets[0].start, sheet))
    area = f"'{name}'!{filtered}"
    own = (
        f'<{top.prefix}definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
        f"{markup.spelled(area)}</{top.prefix}definedName>"
    )
    if "definedNames" in parts:
        edits += _shifted(text, plain, parts["definedNames"])
        edits += markup.appended(text, parts["definedNames"], own)
    else:
        at = markup.place_in_order(plain, top, "definedNames", ORDER)
        edits.append((at, at, f"<{top.prefix}definedNames>{own}</{top.prefix}definedNames>"))
    return markup.edited(text, edits)


def _shifted(text: str, plain: str, names: markup.Element) -> list[Edit]:
    """Names that belong to one sheet count the sheets."""
    edits: list[Edit] = []
    for one in markup.children(plain, names):
        tag = text[one.start : one.inside]
        place = attribute(tag, "localSheetId")
        if place is not None:
            new = with_attribute(tag, "localSheetId", str(_number(place) + 1))
            edits.append((one.start, one.inside, new))
    return edits


def _number(text: str | None) -> int:
    if text is None or not text.strip().isdecimal():
        raise CannotCarry("tệp có chỗ không đúng chuẩn")
    return int(text)


# ── Properties ────────────────────────────────────────────────────────────────────────────


def stamp(copy: PackageCopy, moment: datetime) -> None:
    """Say in the properties that this is a return, and when it was made."""
    kinds = {relation.type: relation.target for relation in copy.package.relationships("").values()}
    value = stamped(Stamp.RETURN, moment.replace(tzinfo=UTC))
    _set_custom(copy, kinds.get("custom-properties") or kinds.get("customProperties"), value)
    core = kinds.get("core-properties")
    if core and core in copy.package:
        copy.put(core, _saved(copy.text(core), moment))


def _set_custom(copy: PackageCopy, part: str | None, value: str) -> None:
    if part is None or part not in copy.package:
        part = copy.free("docProps/custom", ".xml", counted=False)
        copy.put(part, _CUSTOM.format(copy.dialect.custom))
        copy.declare(part, _CUSTOM_TYPE)
        copy.relate("", copy.dialect.custom_kind, part)
    text = copy.text(part)
    plain = markup.visible(text)
    top = markup.root(plain)
    edits: list[Edit] = []
    numbers = [1]
    for one in markup.children(plain, top):
        tag = text[one.start : one.inside]
        numbers.append(_number(attribute(tag, "pid")))
        if attribute(tag, "name") == PROPERTY:
            edits.append((one.start, one.end, ""))
    new = (
        f'<{top.prefix}property fmtid="{_FORMAT_ID}" pid="{max(numbers) + 1}" name="{PROPERTY}">'
        f'<vt:lpwstr xmlns:vt="{copy.dialect.values}">{value}</vt:lpwstr></{top.prefix}property>'
    )
    copy.put(part, markup.edited(text, [*edits, *markup.appended(text, top, new)]))


def _saved(text: str, moment: datetime) -> str:
    """The core properties with another time of saving; one that states none is left as it is."""
    plain = markup.visible(text)
    for one in markup.children(plain, markup.root(plain)):
        if one.local == "modified" and not one.empty:
            return text[: one.inside] + f"{moment:%Y-%m-%dT%H:%M:%SZ}" + text[one.close :]
    return text
