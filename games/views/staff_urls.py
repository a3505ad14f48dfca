"""The addresses of staff: director, white cell, ledger, controller, and the review."""

from django.urls import path

from games.views import (
    back_entry,
    controller,
    director,
    law_book,
    ledger,
    paper,
    review,
    white,
    white_enter,
    white_preview,
)

SEAT = "x/<str:exercise>/<str:seat>/"
REVIEW = "x/<str:exercise>/review/"

urlpatterns = [
    *(
        path(f"law/{rest}", law_book.at_desk(view), name=f"lawbook{end}")
        for rest, end, view in law_book.PAGES
    ),
    *(
        path(f"law/pack/<str:digest>/{rest}", law_book.of_pack(view), name=f"pack_lawbook{end}")
        for rest, end, view in law_book.PAGES
    ),
    *(
        path(f"{SEAT}lawbook/{rest}", law_book.in_room(view), name=f"room_lawbook{end}")
        for rest, end, view in law_book.PAGES
    ),
    path(REVIEW, review.page, name="review"),
    path(REVIEW + "list/", review.list_region, name="review_list"),
    path(REVIEW + "check/", review.check_page, name="review_check"),
    path(REVIEW + "knowledge/", review.knowledge_page, name="review_knowledge"),
    path(REVIEW + "notes/", review.notes_region, name="review_notes"),
    path(REVIEW + "export/<slug:form>/", review.export, name="review_export"),
    path(REVIEW + "<int:seq>/", review.entry_page, name="review_entry"),
    path(SEAT + "staff-state/", director.state_region, name="staff_state"),
    path(SEAT + "white/", white.console, name="white"),
    path(SEAT + "white/incoming/", white.incoming_region, name="white_incoming"),
    path(SEAT + "white/case/", white.work_region, name="white_work"),
    path(SEAT + "white/outgoing/", white.outgoing_region, name="white_outgoing"),
    path(SEAT + "white/teams/", white.teams_region, name="white_teams"),
    path(SEAT + "white/preview/", white_preview.preview, name="white_preview"),
    path(SEAT + "white/preview/page/", white_preview.preview_page, name="white_preview_page"),
    path(SEAT + "white/enter/", white_enter.page, name="white_enter"),
    path(SEAT + "ledger/", ledger.page, name="ledger"),
    path(SEAT + "ledger/facts/", ledger.facts_region, name="ledger_facts"),
    path(SEAT + "ledger/fact/<str:fact>/", ledger.fact_page, name="ledger_fact"),
    path(SEAT + "ledger/fact/<str:fact>/now/", ledger.fact_now, name="ledger_fact_now"),
    path(SEAT + "ledger/fact/<str:fact>/panel/", ledger.fact_panel, name="ledger_fact_panel"),
    path(SEAT + "ledger/meters/", ledger.meters_region, name="ledger_meters"),
    path(SEAT + "ledger/steps/", ledger.steps_region, name="ledger_steps"),
    path(SEAT + "ledger/links/", ledger.links_region, name="ledger_links"),
    path(SEAT + "ledger/talks/", ledger.talks_region, name="ledger_talks"),
    path(SEAT + "control/", controller.console, name="controller"),
    path(SEAT + "control/table/", controller.table_region, name="controller_table"),
    path(SEAT + "control/timeline/", controller.timeline_data, name="controller_timeline"),
    path(SEAT + "control/improvise/", controller.improvise, name="controller_improvise"),
    path(SEAT + "control/<str:inject>/<slug:act>/", controller.line_page, name="controller_line"),
    path(SEAT + "control/<str:inject>/<slug:act>/panel/", controller.panel, name="controller_panel"),
    path(SEAT + "paper/", paper.page, name="paper"),
    path(SEAT + "paper/msel/", paper.msel_page, name="paper_msel"),
    path(SEAT + "paper/team/<str:team>/", paper.pack_page, name="paper_pack"),
    path(SEAT + "paper/continuity.<str:form>", paper.continuity_file, name="paper_continuity"),
    path(SEAT + "paper/enter/", back_entry.page, name="paper_enter"),
    path(SEAT + "direct/", director.page, name="director"),
    path(SEAT + "direct/board/", director.board_region, name="director_board"),
    path(SEAT + "direct/open/<str:end>/", director.open_region, name="director_open"),
    path(SEAT + "direct/health/", director.health_region, name="director_health"),
    path(SEAT + "direct/verbs/", director.verbs_region, name="director_verbs"),
    path(SEAT + "direct/forms/", director.forms_page, name="director_forms"),
    path(SEAT + "direct/jump/", director.jump_region, name="director_jump"),
    path(SEAT + "direct/jump/page/", director.jump_page, name="director_jump_page"),
]
