"""Refusals that several readers of foreign formats share."""

from __future__ import annotations

from wardxl.readers.errors import ReadError


def needs_password() -> ReadError:
    """Make the refusal of a file that needs a password (S102)."""
    return ReadError(
        "S102",
        "Tệp có mật khẩu nên không đọc được. Hãy mở bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) "
        "rồi gửi lại.",
    )
