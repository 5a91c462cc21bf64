"""The rules: one generator each, registered by `@rule`."""
