"""The WSGI application that gunicorn serves on the Unix socket."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
application = get_wsgi_application()
