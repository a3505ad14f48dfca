"""The addresses of live connections."""

from django.urls import URLPattern, path

from games.consumers import LiveSocket

websocket_urlpatterns: list[URLPattern] = [
    path("ws/<str:exercise>/<str:seat>/", LiveSocket()),  # type: ignore[arg-type]  # routed by Channels
]
