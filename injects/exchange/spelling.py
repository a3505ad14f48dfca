"""Whether one name is another, shortened or typed wrong."""

import re
import unicodedata


def abbreviates(short: str, name: str) -> bool:
    """Whether `tyo` may stand for `tokyo`, or `pm` for `prime minister`."""
    if not short.isascii() or not 2 <= len(short) <= 5 or not short.isalpha() or short[0] != name[:1]:
        return False
    initials = "".join(part[0] for part in re.split(r"[\s-]+", name) if part)
    if short == initials:
        return True
    letters = iter(name)
    return (
        " " not in name and "-" not in name and len(short) >= 3 and all(letter in letters for letter in short)
    )


def misspells(name: str, right: str) -> bool:
    """Whether one folded name looks like another with a slip of the keys: `coast gaurd`, `hosptial`.

    One letter too many, too few, wrong, or two in the wrong order; never in digits, in short words such as
    `A`, `B` and `Red`, or at the beginning.
    """
    one, two = (re.sub(r"[\s\-]+", " ", text) for text in (name, right))
    if one.replace(" ", "") == two.replace(" ", ""):
        return True
    if min(len(one), len(two)) < 5 or one[0] != two[0] or not (one + two).replace(" ", "").isalpha():
        return False
    if not all(unicodedata.name(letter, "").startswith("LATIN") for letter in one + two if letter != " "):
        return False
    pairs = list(zip(one.split(), two.split(), strict=False))
    if len(one.split()) == len(two.split()):
        apart = [(a, b) for a, b in pairs if a != b]
        return len(apart) == 1 and min(map(len, apart[0])) >= 4 and _one_slip(*apart[0])
    return False


def _one_slip(one: str, two: str) -> bool:
    if len(one) > len(two):
        one, two = two, one
    start = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one))
    if len(one) == len(two):
        swapped = one[:start] + one[start : start + 2][::-1] + one[start + 2 :]
        return two in (swapped, one[:start] + two[start : start + 1] + one[start + 1 :])
    return one[start:] == two[start + 1 :]
