"""Like cases out of earlier runs of the same deck: only one's own, only finished ones, never practice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from games.engine import commands as c
from games.models import Exercise
from games.services.precedents import earlier_runs
from tests import table
from tests.staff.conftest import Play

pytestmark = pytest.mark.django_db
WORDS = "Ruled in the spring."


def owned(play: Play, owner: User, **more: object) -> Play:
    Exercise.objects.filter(pk=play.pk).update(owner=owner, **more)
    return play


def finished(play: Play) -> Play:
    move = play.move("tokyo", "jp.statement", headline="An earlier protest")
    play.must(table.WHITE, c.TakeMove(move_id=move.id))
    play.must(
        table.WHITE,
        c.RuleMove(move_id=move.id, decision="override", verdict="unlawful", reason=WORDS),
    )
    play.must(table.DIRECTOR, c.EndExercise(reason="over"))
    return play


def desk(play: Play) -> str:
    move = play.move("tokyo", "jp.statement", headline="A protest")
    page = play.sit(table.WHITE).get(play.url(table.WHITE, f"white/case/?move={move.id}"))
    return page.content.decode()


def test_a_ruling_of_an_earlier_run_is_shown_as_such(make_play: Callable[..., Play]) -> None:
    fay = User.objects.create_user("fay")
    owned(finished(make_play()), fay, title="Spring run")
    page = desk(owned(make_play(), fay))
    assert "other run" in page
    assert "Spring run" in page
    assert WORDS in page
    # It is no ruling of this exercise, so there is nothing to follow or overrule.
    assert "likes.0.how" not in page


def test_runs_of_others_unfinished_and_practice_runs_are_none(make_play: Callable[..., Play]) -> None:
    fay, bob = User.objects.create_user("fay"), User.objects.create_user("bob")
    owned(finished(make_play()), bob)
    owned(finished(make_play()), fay, practice=True)
    owned(finished(make_play()), fay, deck="another")
    owned(make_play(), fay)
    mine = owned(make_play(), fay)
    assert earlier_runs(mine.pk) == ()
    assert "other run" not in desk(mine)
    nobodys = make_play()
    assert earlier_runs(nobodys.pk) == ()
