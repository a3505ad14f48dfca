"""The addresses of the library of rule packs, and of judging an exercise under another."""

from django.urls import path

from games.views import pack_arranging, pack_drafts, packs, rejudge

DRAFT = "packs/draft/<int:draft>/"
PACK = "packs/<str:digest>/"
REJUDGE = "x/<str:exercise>/review/rejudge/"

urlpatterns = [
    path("packs/", packs.library, name="packs"),
    path(DRAFT, pack_drafts.page, name="pack_draft"),
    path(DRAFT + "file/<path:name>", pack_drafts.file_page, name="pack_draft_file"),
    path(DRAFT + "record/<path:name>/<slug:kind>/<str:key>/", pack_drafts.record, name="pack_record"),
    path(DRAFT + "arrange/<path:name>/<slug:kind>/<str:key>/", pack_arranging.arrange, name="pack_arrange"),
    path(DRAFT + "new/<path:name>/<slug:kind>/", pack_arranging.new, name="pack_new"),
    path(
        DRAFT + "new/<path:name>/<slug:kind>/<slug:table>/<str:key>/", pack_arranging.new, name="pack_new_row"
    ),
    path(DRAFT + "undo/", pack_arranging.undo, name="pack_undo"),
    path(DRAFT + "files/", pack_arranging.files, name="pack_draft_files"),
    path(DRAFT + "review/", pack_drafts.review, name="pack_review"),
    path(DRAFT + "discard/", pack_drafts.discard, name="pack_discard"),
    path(DRAFT + "rules.zip", pack_drafts.export, name="pack_draft_export"),
    path(REJUDGE, rejudge.page, name="review_rejudge"),
    path(REJUDGE + "<slug:form>/", rejudge.export, name="review_rejudge_export"),
    path(PACK, packs.pack, name="pack"),
    path(PACK + "file/<path:name>", packs.pack_file, name="pack_file"),
    path(PACK + "changes/", packs.changes, name="pack_changes"),
    path(PACK + "copy/", packs.copy, name="pack_copy"),
    path(PACK + "rules.zip", packs.export, name="pack_export"),
]
