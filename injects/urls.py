"""The addresses of `injects`."""

from django.urls import path

from injects import creating, views

app_name = "injects"
urlpatterns = [
    path("", views.decks, name="decks"),
    path("exercise/", creating.create, name="create"),
    path("<str:slug>/<str:version>/", views.deck, name="deck"),
    path("<str:slug>/<str:version>/deck.yaml", views.download, name="download"),
]
