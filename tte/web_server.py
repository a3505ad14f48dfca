"""The web server: uvicorn, which tells its sockets that it goes down before it closes them."""

import socket

import uvicorn


class WebServer(uvicorn.Server):
    """uvicorn closes sockets before the application hears that it stops; this says it ahead of that."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops; browsers know from the word that went ahead that they may come back in a moment."""
        from games.hub.process import say_restart_here  # needs the applications that serving has loaded

        say_restart_here()
        await super().shutdown(sockets)
