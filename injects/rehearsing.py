"""The pages on which a deck of the library is rehearsed: ask, watch it run, read what it found, take it along."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from games.engine.ids import TeamId, Text
from games.engine.plan import Plan, Team
from games.models import RulePack
from games.services import packs
from games.services.rules import rulebook
from injects import library, rehearsals, reporting
from injects.forms import PackField
from injects.models import Deck, Rehearsal
from injects.rehearsal import logfile
from injects.rehearsal.casting import checked
from injects.rehearsal.report import Report
from injects.shipped import DeckProblems
from injects.tasks import rehearse

SHOWN = 20
WORST = 10
"""Steps that came too late, shown at once; the others are behind a fold."""

ANSWER_S = 3.0
"""How long the broker may take to let us in, or to answer."""

TEAM = "team-"


class RehearsalForm(forms.Form):
    """How often, from which seed, under which law, and who plays how."""

    runs = forms.IntegerField(
        label=gettext_lazy("Runs"),
        min_value=1,
        max_value=rehearsals.MOST_RUNS,
        initial=50,
        help_text=gettext_lazy("The more runs, the rarer the branches that are found."),
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=2**53,
        initial=1,
        help_text=gettext_lazy("The same seed gives the same runs, to the last event."),
    )
    pack = PackField(
        label=gettext_lazy("Rule pack"),
        queryset=RulePack.objects.defer("files"),
        empty_label=None,
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        choices = [(script, reporting.script_words(script)) for script in reporting.SCRIPTS]
        for team in plan.teams:
            self.fields[f"{TEAM}{team.id}"] = forms.ChoiceField(
                label=_said(team.label), choices=choices, initial="mixed"
            )

    @property
    def teams(self) -> list[forms.BoundField]:
        """The fields of the teams."""
        return [self[f"{TEAM}{team.id}"] for team in self.plan.teams]

    def wanted(self) -> dict[str, str]:
        """The script of each team."""
        chosen = {str(team.id): self.cleaned_data[f"{TEAM}{team.id}"] for team in self.plan.teams}
        return {str(t): script for t, script in checked(chosen, [x.id for x in self.plan.teams]).items()}


def _said(text: Text) -> str:
    """A text of the deck in the reader's language."""
    return text.get(get_language() or "en") or text.get("en") or next(iter(text.values()), "")


def _deck(slug: str, version: str) -> Deck:
    return get_object_or_404(Deck, slug=slug, version=version)


def _rehearsal(slug: str, version: str, number: int) -> Rehearsal:
    found = Rehearsal.objects.select_related("deck", "owner")
    return get_object_or_404(found, pk=number, deck__slug=slug, deck__version=version)


def _address(name: str, rehearsal: Rehearsal, **more: int) -> str:
    deck = rehearsal.deck
    where = {"slug": deck.slug, "version": deck.version, "number": rehearsal.pk}
    return reverse(f"injects:{name}", kwargs={**where, **more})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """The rehearsals of a deck, and the form for another; by POST one is asked for."""
    deck = _deck(slug, version)
    shipped = packs.keep_shipped()
    posted = request.POST if request.method == "POST" else None
    try:
        plan = library.plan_of(deck, rulebook().rules)
    except DeckProblems:
        plan = None
    form = None if plan is None else RehearsalForm(plan, posted, initial={"pack": shipped.pk})
    if form is not None and posted is not None and form.is_valid():
        made = _asked(request, deck, form)
        if made is not None:
            return HttpResponseRedirect(_address("rehearsal", made))
    kept = list(deck.rehearsals.select_related("owner").defer("report")[:SHOWN])
    rows = [(each, _address("rehearsal", each), rehearsals.is_lost(each)) for each in kept]
    status = 422 if form is not None and form.errors else 200
    return render(
        request, "injects/rehearsals.html", {"deck": deck, "form": form, "rows": rows}, status=status
    )


def _asked(request: HttpRequest, deck: Deck, form: RehearsalForm) -> Rehearsal | None:
    """The new rehearsal; None, with the reason in the form, where the law of the pack does not carry the deck."""
    chosen = form.cleaned_data
    rules = chosen["pack"].digest
    try:
        library.plan_of(deck, rulebook(rules).rules)
    except DeckProblems as problems:
        for finding in problems.findings[:5]:
            form.add_error("pack", finding.sentence(_))
        return None
    owner = request.user if isinstance(request.user, User) else None
    return rehearsals.ask(deck, rules, chosen["runs"], chosen["seed"], form.wanted(), knock, owner)


def knock(pk: int) -> None:
    """Tells a worker, without waiting long for a broker that is away."""
    app = import_string(settings.TASKS_APP)
    at_once = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    options = {**app.conf.broker_transport_options, **at_once, "socket_timeout": ANSWER_S}
    with app.connection_for_write(transport_options=options, connect_timeout=ANSWER_S) as connection:
        app.send_task(rehearse.name, (pk,), queue="slow", connection=connection, retry=False)


@login_required
@require_safe
def page(request: HttpRequest, slug: str, version: str, number: int) -> HttpResponse:
    """One rehearsal: how far it is, or what it found."""
    rehearsal = _rehearsal(slug, version, number)
    context = {"teams": _teams(rehearsal), **_context(rehearsal)}
    return render(request, "injects/rehearsal.html", context)


def _teams(rehearsal: Rehearsal) -> dict[TeamId, Team]:
    """The teams of the deck, as far as it can still be read."""
    try:
        plan = _plan(rehearsal.deck_id, rehearsal.rules_digest)
    except DeckProblems:
        return {}
    return {team.id: team for team in plan.teams}


@lru_cache(maxsize=8)
def _plan(deck: int, rules_digest: str) -> Plan:
    """The plan of a stored deck, which never changes, under a pack. Raises DeckProblems."""
    return library.plan_of(Deck.objects.get(pk=deck), rulebook(rules_digest).rules)


@login_required
@require_safe
def region(request: HttpRequest, slug: str, version: str, number: int) -> HttpResponse:
    """The part of the page that changes while it runs."""
    return render(request, "injects/_rehearsal.html", _context(_rehearsal(slug, version, number)))


def _context(rehearsal: Rehearsal) -> dict[str, Any]:
    context: dict[str, Any] = {
        "deck": rehearsal.deck,
        "rehearsal": rehearsal,
        "lost": rehearsals.is_lost(rehearsal),
        "region_url": _address("rehearsal_region", rehearsal),
        "cancel_url": _address("rehearsal_cancel", rehearsal),
        "again_url": reverse("injects:rehearsals", args=[rehearsal.deck.slug, rehearsal.deck.version]),
    }
    report = rehearsals.report_in(rehearsal)
    if report is not None:
        context |= _findings(rehearsal, report)
    return context


def _findings(rehearsal: Rehearsal, report: Report) -> dict[str, Any]:
    """What the page shows of a report, in the reader's language and with the deck's own words."""
    try:
        plan = _plan(rehearsal.deck_id, rehearsal.rules_digest)
    except DeckProblems:
        return {"report": None, "outdated": True}
    names: dict[TeamId, str] = {team.id: _said(team.label) for team in plan.teams}
    return {
        "report": report,
        "json_url": _address("rehearsal_json", rehearsal),
        "titles": {inject.id: inject.title for inject in plan.injects},
        "teams": {team.id: team for team in plan.teams},
        "offered": [(line, _address("rehearsal_log", rehearsal, run=line.run)) for line in report.table],
        "endings": reporting.ending_bars(report),
        "ending_rows": [(line, reporting.ending_words(line, report.ending_lines)) for line in report.endings],
        "loads": reporting.load_charts(report, plan),
        "silences": reporting.silence_bars(report, names),
        "verdicts": reporting.verdict_bars(report, plan, names),
        "worst_steps": report.too_slow[:WORST],
        "other_steps": report.too_slow[WORST:],
        "cut": sum(line.cut_short for line in report.table),
        "flawless": not (
            report.never_fired
            or report.never_taken
            or report.never_true
            or report.untouched
            or report.never_possible
        ),
    }


@login_required
@require_POST
def cancel(request: HttpRequest, slug: str, version: str, number: int) -> HttpResponse:
    """Stops a rehearsal that is under way."""
    rehearsal = _rehearsal(slug, version, number)
    if rehearsal.under_way:
        rehearsals.cancel(rehearsal)
        messages.success(request, _("The rehearsal is cancelled."))
    return HttpResponseRedirect(_address("rehearsal", rehearsal))


@login_required
@require_safe
def report_json(request: HttpRequest, slug: str, version: str, number: int) -> HttpResponse:
    """The whole report as it is kept."""
    rehearsal = _rehearsal(slug, version, number)
    if not rehearsal.report:
        raise Http404
    name = f"{slug}-{version}-rehearsal-{number}.json"
    return HttpResponse(
        rehearsal.report,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_safe
def run_log(request: HttpRequest, slug: str, version: str, number: int, run: int) -> HttpResponse:
    """One run played again: its log, in the form of `export_log`."""
    rehearsal = _rehearsal(slug, version, number)
    if not 1 <= run <= rehearsal.runs:
        raise Http404
    try:
        stage = rehearsals.stage_of(rehearsal)
    except DeckProblems:
        raise Http404 from None
    sealing = logfile.Sealing(f"rehearsal-{rehearsal.seed}-{run}")
    stage.play(run, rehearsal.seed, sealing)
    lines = b"".join(logfile.lines_of(sealing, stage.plan, rehearsal.rules_digest))
    name = f"{slug}-{version}-seed-{rehearsal.seed}-run-{run}.jsonl"
    return HttpResponse(
        lines,
        content_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
