"""Template tags of the pages of a seat: addresses of its things, and forms that send commands."""

import secrets

from django import template
from django.middleware.csrf import get_token
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from games.engine.plan import Inject
from games.presenting.inbox import EnclosureCard, enclosure_card
from games.presenting.words import Words, pick
from games.views.addresses import Addresses
from games.views.staff_room import StaffRoom

register = template.Library()

KEY_BYTES = 16


@register.filter
def item_url(here: Addresses, item: str) -> str:
    """The page of one item."""
    return here.item(item)


@register.simple_tag(takes_context=True)
def enclosure_url(context: Context, digest: str) -> str:
    """Where the seat that looks at this page gets a file: a player by what it was told, staff by the deck."""
    here = context.get("here")
    if here is not None:
        found: str = here.to("enclosure", digest=digest)
        return found
    room = context.get("room")
    return "" if room is None else str(room.url("enclosure", digest=digest))


@register.simple_tag
def line_enclosures(room: StaffRoom, spec: Inject) -> list[EnclosureCard]:
    """The files that go out with a line of the MSEL, for staff."""
    files = {one.id: one.content for one in room.state.deck.attachments}
    languages = room.state.deck.languages

    def say(text: dict[str, str]) -> Words:
        return pick(text, get_language() or "en", languages)

    found = (files[name] for name in spec.attachments if name in files)
    return [enclosure_card(one, say) for one in found if one.digest]


@register.filter
def paragraphs(text: str) -> SafeString:
    """A text wrapped by hand, as paragraphs: blank lines part them, single line breaks are spaces."""
    lang = getattr(text, "lang", "") if getattr(text, "instead", False) else ""
    blocks = (" ".join(block.split()) for block in str(text).split("\n\n") if block.strip())
    shape = '<p lang="{}">{}</p>' if lang else "<p>{1}</p>"
    return format_html_join("\n", shape, ((lang, block) for block in blocks))


@register.simple_tag(takes_context=True)
def command_form(
    context: Context,
    here: Addresses,
    kind: str,
    look: str = "form",
    accepted: str = "reset close",
    lists: str = "",
) -> SafeString:
    """The opening tag of a form that sends a command, with its key; the template closes the form.

    `look` is its classes, `accepted` what happens once it is taken, `lists` the fields that are lists even
    when nothing is chosen. Without script it comes back to the page of the seat.
    """
    return format_html(
        '<form method="post" action="{}" class="{}" data-command="{}" data-on-accepted="{}" data-lists="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="key" value="{}"><input type="hidden" name="next" value="{}">',
        here.command(kind),
        look,
        kind,
        accepted,
        lists,
        get_token(context["request"]),
        secrets.token_hex(KEY_BYTES),
        context.get("next_url") or here.page,
    )
