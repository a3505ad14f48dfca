"""The `rules` command: one line for each case, a closing count, and 1 on any failure or bad file."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from games.law.model import Row
from games.law.reading import SECTIONS
from games.law.shipped import shipped_cases

SMALL = Path(__file__).parent / "small.yaml"

CASE = """version: 1
cases:
- id: X1
  title: Anybody may speak
  actor: tokyo
  move: jp.statement
  expected: {{verdict: {verdict}, effect: execute, provisions: [{provision}], missing: [{missing}]}}
"""


def run(*args: str) -> tuple[int, list[str], list[str]]:
    out, err = StringIO(), StringIO()
    code: Any = 0
    try:
        call_command("rules", *args, stdout=out, stderr=err, no_color=True)
    except SystemExit as left:
        code = left.code
    return code, out.getvalue().splitlines(), err.getvalue().splitlines()


def write(folder: Path, verdict: str = "lawful", provision: str = "JP-TW-NONGOV", missing: str = "") -> str:
    path = folder / "cases.yaml"
    path.write_text(CASE.format(verdict=verdict, provision=provision, missing=missing), "utf-8")
    return str(path)


def test_the_shipped_cases_pass(tmp_path: Path) -> None:
    paths = []
    for name, text in shipped_cases().items():
        path = tmp_path / Path(name).name
        path.write_text(text, "utf-8")
        paths.append(str(path))
    code, lines, errors = run("cases", *paths)
    assert (code, errors) == (0, [])
    assert lines[-1] == f"{len(lines) - 1} passed, 0 failed"
    assert "pass C001 Quarantine as an important influence situation" in lines


def test_a_failing_case_says_what_differs(tmp_path: Path) -> None:
    code, lines, _ = run("cases", write(tmp_path, "blocked", "JP-C9", "pm_approval"))
    assert code == 1
    assert lines == [
        "FAIL X1 Anybody may speak: verdict lawful, expected blocked; "
        "JP-C9 not among the deciding JP-TW-NONGOV; missing [], expected [pm_approval]",
        "0 passed, 1 failed",
    ]


def test_a_bad_file_fails_the_run_but_the_others_are_run(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(CASE.format(verdict="legal", provision="JP-C99", missing="").replace("tokyo", "tokio"))
    code, lines, errors = run("cases", str(bad), write(tmp_path), str(tmp_path / "none.yaml"))
    assert code == 1
    assert lines == ["pass X1 Anybody may speak", "1 passed, 0 failed"]
    assert errors[0].startswith(f"{bad}:7:23: cases[0].expected.verdict: 'legal' is not one of lawful")
    assert errors[1].startswith(f"{tmp_path / 'none.yaml'}: No such file")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("  actor: beijing", "cases[0].actor: jp.statement is a move of tokyo, not of beijing"),
        ("  facts: {cabinet_decison: true}", "unknown fact; did you mean 'cabinet_decision'?"),
        ("  facts: {existential_danger: no}", 'no is ambiguous; write "no" in quotes'),
        ("  params: {area: land}", "jp.statement has no such parameter"),
        ("  unknown: [danger]", "unknown fact 'danger'"),
        ("  reason: because", "cases[0].reason: unknown field"),
    ],
)
def test_a_fault_in_a_case_is_named_with_its_place(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "bad.yaml"
    text = CASE.format(verdict="lawful", provision="JP-TW-NONGOV", missing="")
    if "actor" in line:
        text = text.replace("  actor: tokyo\n", "")
    path.write_text(text.replace("  expected", f"{line}\n  expected"))
    code, lines, errors = run("cases", str(path))
    assert code == 1
    assert lines[-1] == "0 passed, 0 failed"
    assert len(errors) == 1
    assert words in errors[0]


def test_a_ruling_is_explained_down_to_the_facts() -> None:
    code, lines, _ = run(
        "explain",
        "jp.escort_us_forces",
        "--fact",
        "armed_attack_on=us_forces",
        "jp_situations=sss",
        "brp_adopted=true",
        "--params",
        "area=high_seas",
        "--unknown",
        "brp_diet",
    )
    text = "\n".join(lines)
    assert code == 0
    assert "undetermined, from blocked to unlawful, hold" in text
    assert "G-FORCE#6 blocked: JP-BRP-LIST" in text
    assert "brp_diet = not known" in text
    assert "needs to be established:\n  brp_diet" in text
    assert "Request for help by the United States (washington)" in text


def test_an_explanation_says_what_is_not_encoded() -> None:
    _, lines, _ = run("explain", "us.defend_taiwan", "--fact", "armed_attack_on=taiwan")
    assert lines[lines.index("not encoded:") + 1].startswith("  Whether Taiwan is a State")


def test_an_explanation_comes_as_json_too() -> None:
    _, lines, _ = run("explain", "jp.statement", "--json")
    assert json.loads("\n".join(lines))["verdict"] == "lawful"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["jp.escort"], "did you mean 'jp.escort_us_forces'"),
        (["jp.statement", "--fact", "brp_adopted"], "write NAME=VALUE"),
        (["jp.statement", "--fact", "brp_adopted=maybe"], "brp_adopted: 'maybe' is not true or false"),
        (["us.drawdown_taiwan", "--params", "amount_musd=x"], "amount_musd: 'x' is not a whole number"),
    ],
)
def test_a_bad_question_is_refused_with_what_would_be_right(args: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("explain", *args)


def test_the_shipped_packs_pass_the_checks() -> None:
    code, lines, _ = run("check")
    assert code == 0
    assert lines[-1] == "0 errors, 1 warning"


def test_the_mutation_score_comes_with_the_checks(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(SMALL.read_text("utf-8"))
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "one.yaml").write_text(
        "version: 1\ncases:\n- {id: S1, title: Fight, actor: home, move: hm.fight,"
        " expected: {verdict: unlawful, effect: void, provisions: [HM-1], missing: [attack]}}\n"
    )
    code, lines, _ = run("check", "--mutants", "--pack", str(tmp_path))
    assert code == 0
    assert "pack.yaml:112: warning R42: hm.fight#2: no case notices: left out" in lines
    assert "pack.yaml:111: warning R41: hm.fight#1: no case shows this row not holding" in lines
    assert lines[-2] == "52.6 % of 19 mutants killed, 0 the same in other words"


def test_a_faulty_pack_fails_the_checks_and_shows_where(tmp_path: Path) -> None:
    text = SMALL.read_text("utf-8")
    (tmp_path / "pack.yaml").write_text(text.replace("when: not approved", "when: not aproved"))
    code, lines, _ = run("check", "--pack", str(tmp_path))
    assert code == 1
    assert lines[0].startswith("pack.yaml:112:24: error R01: moves[0].rows[1].when: unknown name 'aproved'")
    assert lines[-1] == "1 error, 0 warnings"


def test_a_case_file_that_cannot_be_read_fails_the_checks(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(SMALL.read_text("utf-8"))
    (tmp_path / "cases").mkdir()
    cases = "version: 1\ncases:\n- {id: S1, title: Fight, actor: home, move: hm.fight, expected: {verdict: lawfull}}\n"
    (tmp_path / "cases" / "one.yaml").write_text(cases)
    code, lines, errors = run("check", "--pack", str(tmp_path))
    assert (code, errors) == (1, [])
    assert any(
        "one.yaml:3:" in line and "error R02" in line and "did you mean 'lawful'" in line for line in lines
    )


def test_a_file_in_another_encoding_is_named_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(b"schema: tte-law/1\n# caf\xe9\n")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("rules", "check", "--pack", str(tmp_path), stdout=StringIO(), stderr=err, no_color=True)
    assert "pack.yaml:2:6: this is not UTF-8 text" in err.getvalue()


def test_the_checks_come_as_json_too(tmp_path: Path) -> None:
    text = SMALL.read_text("utf-8")
    (tmp_path / "pack.yaml").write_text(text.replace("when: not approved", "when: not approved or hours > 9"))
    code, lines, _ = run("check", "--json", "--pack", str(tmp_path))
    assert code == 1
    found = {remark["code"]: remark for remark in json.loads("\n".join(lines))}
    assert found["R15"]["witness"]["hours"] == 10


def test_an_empty_folder_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"holds no \.yaml files"):
        run("check", "--pack", str(tmp_path))


def test_the_schema_knows_every_section_and_field() -> None:
    code, out, _ = run("schema")
    told = json.loads("\n".join(out))
    sections = told["$defs"]["PackFile"]["properties"]
    assert code == 0
    assert set(sections) == {"schema", *SECTIONS}
    row = told["$defs"]["Row"]
    assert set(row["properties"]) == set(Row.__struct_encode_fields__)
    assert row["additionalProperties"] is False
