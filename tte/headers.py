"""Response headers that no Django setting or middleware of the stack gives."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NO_DEVICES = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
# Django's own administration pages build HTML from strings, which Trusted Types forbids.
WITHOUT_TRUSTED_TYPES = {"require-trusted-types-for": None, "trusted-types": None}


class HeadersMiddleware:
    """Keeps pages out of caches and away from devices; relaxes the script policy for the admin alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        # A seat that moved to another device must leave nothing behind in the first one's cache.
        response.headers.setdefault("Cache-Control", "no-store")
        match = request.resolver_match
        if match is not None and match.app_name == "admin":
            response._csp_replace = WITHOUT_TRUSTED_TYPES  # type: ignore[attr-defined]  # read by django-csp
        return response
