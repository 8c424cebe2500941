"""Every address the web process answers."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

from twinline.web import errors, page
from twinline.web.api import api
from twinline.web.sign_in import sign_in


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ready\n", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("readyz", ready),
    path("api/", errors.no_such_route),
    path("api/", api.urls),
    path("_allauth/browser/v1/", include((sign_in, "headless"))),
    re_path(r"^(?:api|_allauth|hooks|live|_app|static)(?:/|$)", errors.no_such_route),
    re_path(r"^", page.index),
]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.no_such_route
handler500 = errors.server_error
