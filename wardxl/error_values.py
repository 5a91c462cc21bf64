"""What an error value looks like where a format has only its text."""

from __future__ import annotations

import re

#: As spreadsheets show them; LibreOffice has numbers for those that Excel does not know.
ERROR_VALUE = re.compile(
    r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!)|(?:Err|Lỗi):\d+"
)
