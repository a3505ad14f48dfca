"""The addresses of the editor, below /decks/edit/."""

from django.urls import path

from injects import overviewing
from injects.editor import (
    acting,
    around,
    charting,
    conditions,
    files,
    overseeing,
    pages,
    presence,
    previewing,
    reviewing,
    saving,
    starting,
)

RECORD = "<int:number>/record/<str:section>/<path:key>/"
INJECT = "<int:number>/inject/<str:key>/"

urlpatterns = [
    path("", starting.drafts_page, name="drafts"),
    path("begin", starting.begin, name="draft_begin"),
    path("from-deck", starting.from_deck, name="draft_from_deck"),
    path("<int:number>/", pages.table, name="draft"),
    path("<int:number>/table", pages.table_region, name="draft_table"),
    path("<int:number>/add", pages.add, name="draft_add"),
    path(INJECT, pages.inject, name="draft_inject"),
    path(INJECT + "pane", pages.inject_pane, name="draft_inject_pane"),
    path(INJECT + "save", pages.save, name="draft_inject_save"),
    path(INJECT + "field", acting.set_field, name="draft_inject_field"),
    path(INJECT + "retire", acting.retire, name="draft_inject_retire"),
    path(INJECT + "move", acting.move, name="draft_inject_move"),
    path(INJECT + "remark", reviewing.remark, name="draft_inject_remark"),
    path(INJECT + "about", reviewing.about, name="draft_inject_about"),
    path(INJECT + "preview", previewing.region, name="draft_inject_preview"),
    path(INJECT + "here", presence.here, name="draft_inject_here"),
    path("<int:number>/conditions", conditions.conditions_of, name="draft_conditions"),
    path("<int:number>/map", charting.picture_of, name="draft_map"),
    path("<int:number>/deck/", around.deck_page, name="draft_deck"),
    path("<int:number>/deck/<str:section>/", around.record, name="draft_section"),
    path("<int:number>/deck/<str:section>/save", pages.save, name="draft_section_save"),
    path("<int:number>/deck/<str:section>/add", around.add_record, name="draft_add_record"),
    path(RECORD + "save", pages.save, name="draft_record_save"),
    path(RECORD + "field", acting.set_field, name="draft_record_field"),
    path(RECORD + "retire", acting.retire, name="draft_record_retire"),
    path(RECORD + "move", acting.move, name="draft_record_move"),
    path(RECORD + "here", presence.here, name="draft_record_here"),
    path(RECORD, around.record, name="draft_record"),
    path("<int:number>/check/", reviewing.check, name="draft_check"),
    path("<int:number>/check/region", reviewing.check_region, name="draft_check_region"),
    path("<int:number>/check/accept", reviewing.accept, name="draft_accept"),
    path("<int:number>/check/tally", reviewing.tally, name="draft_tally"),
    path("<int:number>/remark/<int:remark>/settle", reviewing.settle, name="draft_settle"),
    path("<int:number>/timeline/region", overseeing.timeline_region, name="draft_timeline_region"),
    *(
        path(f"<int:number>/{view}/", overseeing.overview, {"view": view}, name=f"draft_{view}")
        for view in overviewing.VIEWS
    ),
    path("<int:number>/files/", files.page, name="draft_files"),
    path("<int:number>/files/discard", files.discard, name="draft_file_discard"),
    path("<int:number>/files/of/<str:name>", files.content, name="draft_file"),
    path("<int:number>/files/<str:key>/remove", files.remove, name="draft_file_remove"),
    path("<int:number>/history/", reviewing.history, name="draft_history"),
    path("<int:number>/history/<int:revision>/undo", acting.undo_revision, name="draft_undo_revision"),
    path("<int:number>/undo", acting.undo, name="draft_undo"),
    path("<int:number>/redo", acting.redo, name="draft_redo"),
    path("<int:number>/save/", saving.save, name="draft_save"),
    path("<int:number>/deck.yaml", saving.download, name="draft_download"),
    path("<int:number>/export", saving.give, name="draft_export"),
    path("<int:number>/paste", saving.paste, name="draft_paste"),
    path("<int:number>/share", starting.share, name="draft_share"),
    path("<int:number>/discard", starting.discard, name="draft_discard"),
]
