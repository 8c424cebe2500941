"""The sandbox's own API: hands for the phones, switches for the chaos. Documented in docs/control-api.md."""
