"""The addresses of `injects`."""

from django.urls import include, path

from injects import creating, exchanging, foreseeing, overviewing, printing, rehearsing, views

app_name = "injects"
urlpatterns = [
    path("", views.decks, name="decks"),
    path("exercise/", creating.create, name="create"),
    path("ahead/<str:exercise>/<str:seat>/", foreseeing.page, name="ahead"),
    path("edit/", include("injects.editor.urls")),
    path("import/", exchanging.start, name="import_start"),
    path("import/<int:number>/", exchanging.bench, name="import"),
    path("import/<int:number>/deck.yaml", exchanging.draft, name="import_draft"),
    path("<str:slug>/<str:version>/export", exchanging.give, name="export"),
    path("<str:slug>/<str:version>/", views.deck, name="deck"),
    path("<str:slug>/<str:version>/msel/", printing.msel, name="print_msel"),
    path("<str:slug>/<str:version>/team/<str:team>/", printing.pack, name="print_pack"),
    path("<str:slug>/<str:version>/deck.yaml", views.download, name="download"),
    path("<str:slug>/<str:version>/deck.zip", views.bundle, name="bundle"),
    path("<str:slug>/<str:version>/media/<str:name>", views.deck_file, name="deck_file"),
    path("<str:slug>/<str:version>/rehearsals/", rehearsing.index, name="rehearsals"),
    path("<str:slug>/<str:version>/rehearsals/<int:number>/", rehearsing.page, name="rehearsal"),
    path("<str:slug>/<str:version>/rehearsals/<int:number>/now", rehearsing.region, name="rehearsal_region"),
    path(
        "<str:slug>/<str:version>/rehearsals/<int:number>/cancel", rehearsing.cancel, name="rehearsal_cancel"
    ),
    path(
        "<str:slug>/<str:version>/rehearsals/<int:number>/report.json",
        rehearsing.report_json,
        name="rehearsal_json",
    ),
    path(
        "<str:slug>/<str:version>/rehearsals/<int:number>/run-<int:run>.jsonl",
        rehearsing.run_log,
        name="rehearsal_log",
    ),
    *(
        path(f"<str:slug>/<str:version>/{view}", overviewing.overview, {"view": view}, name=view)
        for view in overviewing.VIEWS
    ),
]
