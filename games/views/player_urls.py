"""The addresses of everyone who is not staff, and of the facilitator's account."""

from django.urls import path

from games.views import account, composing, enclosures, join, law_explorer, player, rostering, sittings

SEAT = "x/<str:exercise>/<str:seat>/"

urlpatterns = [
    path("", join.join, name="join"),
    path("join/", join.take_seat, name="take_seat"),
    path("j/<str:token>/", join.join_link, name="join_link"),
    path("login/", account.Login.as_view(), name="login"),
    path("logout/", account.Logout.as_view(), name="logout"),
    path("exercises/", account.exercises, name="exercises"),
    path("exercises/<str:exercise>/", account.direct, name="direct"),
    path("exercises/<str:exercise>/lobby/", rostering.board, name="seat_board"),
    path("exercises/<str:exercise>/lobby/seats/", rostering.board_region, name="seat_board_region"),
    path("exercises/<str:exercise>/lobby/act/", rostering.act, name="seat_act"),
    path("exercises/<str:exercise>/lobby/saw/<str:seat>/", sittings.saw, name="seat_saw"),
    path("exercises/<str:exercise>/seats/", rostering.sheet, name="seat_sheet"),
    path("exercises/<str:exercise>/seats/<str:seat>/", rostering.card, name="seat_card"),
    path(SEAT, player.seat, name="seat"),
    path(SEAT + "part/<slug:name>/", player.region, name="region"),
    path(SEAT + "item/<str:item>/", player.item, name="item"),
    path(SEAT + "file/<str:digest>", enclosures.enclosure, name="enclosure"),
    path(SEAT + "opened/", player.opened, name="opened"),
    path(SEAT + "law/", law_explorer.overview_page, name="law"),
    path(SEAT + "law/move/<str:move_type>/", law_explorer.move_page, name="law_move"),
    path(SEAT + "law/provisions/", law_explorer.provisions_page, name="law_provisions"),
    path(SEAT + "law/provision/<str:provision>/", law_explorer.provision, name="law_provision"),
    path(SEAT + "leave/", player.leave, name="leave"),
    path(SEAT + "draft/", composing.draft, name="draft"),
    path(SEAT + "draft/params/", composing.params, name="params"),
    path(SEAT + "draft/counsel/", composing.counsel, name="counsel"),
    path(SEAT + "draft/review/", composing.review, name="review_move"),
    path(SEAT + "draft/rework/", composing.rework, name="rework"),
]
