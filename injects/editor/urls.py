"""The addresses of the editor, below /decks/edit/."""

from django.urls import path

from injects.editor import acting

RECORD = "<int:number>/record/<str:section>/<path:key>/"
INJECT = "<int:number>/inject/<str:key>/"

urlpatterns = [
    path(INJECT + "field", acting.set_field, name="draft_inject_field"),
    path(INJECT + "retire", acting.retire, name="draft_inject_retire"),
    path(INJECT + "move", acting.move, name="draft_inject_move"),
    path(RECORD + "field", acting.set_field, name="draft_record_field"),
    path(RECORD + "retire", acting.retire, name="draft_record_retire"),
    path(RECORD + "move", acting.move, name="draft_record_move"),
    path("<int:number>/undo", acting.undo, name="draft_undo"),
    path("<int:number>/redo", acting.redo, name="draft_redo"),
    path("<int:number>/history/<int:revision>/undo", acting.undo_revision, name="draft_undo_revision"),
]
