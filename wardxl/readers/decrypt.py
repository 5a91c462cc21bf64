"""Office files with a password: Excel's default one is tried, any other has to be taken off by the sender."""

from __future__ import annotations

import re
from io import BytesIO

from wardxl.readers.errors import ReadError

#: Excel itself tries this one before it asks: files that are only write-protected carry it.
DEFAULT_PASSWORD = "VelvetSweatshop"
#: Rounds of hashing that a password may cost (Excel writes 100,000).
_MAX_SPIN = 1_000_000
_SPIN = re.compile(rb'spinCount="([0-9]{1,20})"')


def needs_password() -> ReadError:
    """Make the refusal of a file with a password of its own (S102)."""
    return ReadError(
        "S102",
        "Tệp có mật khẩu nên không đọc được. Hãy mở tệp bằng Excel, vào Tệp > Thông tin > Bảo vệ Sổ làm việc > "
        "Mã hóa bằng Mật khẩu, xóa trống ô mật khẩu, lưu rồi gửi lại.",
    )


def decrypt(data: bytes) -> bytes:
    """Open an encrypted Office file with the default password; raises ReadError S102 where it has another."""
    import struct
    import zlib
    from zipfile import BadZipFile

    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    if any(int(spin) > _MAX_SPIN for spin in _SPIN.findall(data)):
        raise needs_password()
    target = BytesIO()
    try:
        office = msoffcrypto.OfficeFile(BytesIO(data))
        office.load_key(password=DEFAULT_PASSWORD)
        office.decrypt(target)
    except (
        *(DecryptionError, FileFormatError, InvalidKeyError, ParseError),
        *(OSError, ValueError, LookupError, TypeError, AttributeError, NotImplementedError, AssertionError),
        *(struct.error, zlib.error, BadZipFile, EOFError, OverflowError),
    ) as fault:
        # The library checks neither its input nor all of the password's traces; whatever it stumbles over,
        # the file cannot be opened without its password.
        raise needs_password() from fault
    return target.getvalue()
