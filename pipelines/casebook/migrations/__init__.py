"""How an older casebook becomes one of today's layout, revision by revision."""
