from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "twinline.workspaces"
    label = "workspaces"
    verbose_name = "Workspaces"
