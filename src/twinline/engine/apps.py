"""Django's entry for the engine's migrations."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "twinline.engine"
    label = "engine"
