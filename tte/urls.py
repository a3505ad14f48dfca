"""The addresses of the server; health pages are answered before routing (`tte.health`)."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from tte import styleguide

handler500 = "tte.error_pages.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("i18n/catalog.js", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("styleguide/", styleguide.page, name="styleguide"),
    path("styleguide/plain/", styleguide.plain_page, name="styleguide-plain"),
    path("styleguide/state/", styleguide.state, name="styleguide-state"),
    path("styleguide/answers/", styleguide.answer, name="styleguide-answer"),
    path("decks/", include("injects.urls")),
    path("", include("games.urls")),
]
