"""The addresses of `games`."""

from django.urls import URLPattern, URLResolver, path

from games.views import commands, pack_urls, player_urls, staff_urls

app_name = "games"
urlpatterns: list[URLPattern | URLResolver] = [
    # Staff first: `review` stands where a seat would.
    *staff_urls.urlpatterns,
    *player_urls.urlpatterns,
    *pack_urls.urlpatterns,
    path("x/<str:exercise>/<str:seat>/cmd/<slug:kind>/", commands.command, name="command"),
]
