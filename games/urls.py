"""The addresses of `games`."""

from django.urls import URLPattern, URLResolver, path

from games.views import chart, commands, pack_urls, player_urls, staff_urls

app_name = "games"
urlpatterns: list[URLPattern | URLResolver] = [
    # Staff first: `review` stands where a seat would.
    *staff_urls.urlpatterns,
    *player_urls.urlpatterns,
    *pack_urls.urlpatterns,
    # The map is one address for everybody; what it shows depends on who asks.
    path("x/<str:exercise>/<str:seat>/map/", chart.page, name="map"),
    path("x/<str:exercise>/<str:seat>/map/tables/", chart.tables_region, name="map_tables"),
    path("x/<str:exercise>/<str:seat>/map/picture/", chart.picture_data, name="map_picture"),
    path("x/<str:exercise>/<str:seat>/cmd/<slug:kind>/", commands.command, name="command"),
]
