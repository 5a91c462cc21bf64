"""The workbook that comes out: one module per sheet."""
