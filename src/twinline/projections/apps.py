"""Django's entry for the projections' migrations and their unmanaged models."""

from django.apps import AppConfig


class ProjectionsConfig(AppConfig):
    name = "twinline.projections"
    label = "projections"
