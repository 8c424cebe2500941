"""Django's entry for the log's migrations."""

from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "twinline.log"
    label = "log"
