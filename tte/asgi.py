"""The ASGI application: pages through Django, live connections through Channels."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tte.settings")

from django.core.asgi import get_asgi_application

_http = get_asgi_application()

# Below, modules that import models: they need the application registry that the line above fills.
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.signals import request_finished
from django.db import connections

from games.hub.process import hub_here, stop_here
from games.routing import websocket_urlpatterns
from tte import collector
from tte.edge import BodyLimit, SameOrigin


def close_connections(**_: Any) -> None:
    """Under ASGI each request has a thread of its own; its connection to the database must end with it."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


request_finished.connect(close_connections)

_sockets = URLRouter(websocket_urlpatterns)  # type: ignore[arg-type]  # Django's patterns, as Channels documents
_router = ProtocolTypeRouter(
    {
        "http": BodyLimit(_http, settings.TTE_MAX_BODY_BYTES),
        "websocket": SameOrigin(_sockets),
    }
)


async def application(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answers the server's start and stop itself and routes the rest."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await _router(scope, receive, send)


async def _lifespan(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub_here()
            collector.settle()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await stop_here()
            await send({"type": "lifespan.shutdown.complete"})
            return
