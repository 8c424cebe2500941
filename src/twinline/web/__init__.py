"""The door for people: the Django project, its pages and its commands."""
