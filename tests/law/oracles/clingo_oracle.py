"""Reads the rows as a logic program for clingo: a fact has one value of its domain, rows derive atoms."""

import ast
from typing import Any

import clingo

from tests.law.oracles.world import BOOK, MACROS, NUMBERS, members, rows


class ClingoOracle:
    """One move with its parameters, as a program; every formula gets an atom `t(N)`."""

    def __init__(self, move: str, params: dict[str, Any]) -> None:
        self.move = move
        self.params = params
        self.lines: list[str] = []
        self.atoms: dict[str, str] = {}
        for name in BOOK.plays[move].reads:
            self.choice(name)
        for _, rank, node in rows(move):
            self.lines.append(f"row({rank}) :- {self.atom(node)}.")

    def values(self, name: str) -> tuple[Any, ...]:
        kind = BOOK.kinds[name]
        return (True, False) if kind.type == "bool" else NUMBERS if kind.type == "int" else kind.values

    def choice(self, name: str) -> None:
        if BOOK.kinds[name].type == "list":
            for word in members(name, self.move):
                self.lines.append(f"{{ {self.member(name, word)} }}.")
        else:
            options = "; ".join(self.has(name, each) for each in self.values(name))
            self.lines.append(f"1 {{ {options} }} 1.")

    @staticmethod
    def has(name: str, value: Any) -> str:
        return f'v("{name}", "{value}")'

    @staticmethod
    def member(name: str, word: Any) -> str:
        return f'in("{name}", "{word}")'

    def atom(self, node: ast.expr) -> str:
        key = ast.dump(node)
        if key not in self.atoms:
            name = f"t({len(self.atoms)})"
            self.atoms[key] = name
            for body in self.bodies(node):
                self.lines.append(f"{name} :- {body}." if body else f"{name}.")
        return self.atoms[key]

    def bodies(self, node: ast.expr) -> list[str]:
        """The bodies any of which makes the atom of a formula true."""
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return [", ".join(self.atom(each) for each in values)]
            case ast.BoolOp(values=values):
                return [self.atom(each) for each in values]
            case ast.UnaryOp(operand=operand):
                return [f"not {self.atom(operand)}"]
            case ast.Name(id="always"):
                return [""]
            case ast.Name(id=name) if name in MACROS:
                return [self.atom(MACROS[name])]
            case ast.Name(id=name):
                return [self.has(name, True)]
            case ast.Attribute(attr=attr):
                return [""] if self.params.get(attr) else []
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(left, op, right)
        raise AssertionError(ast.dump(node))

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> list[str]:
        negated = isinstance(op, (ast.NotIn, ast.NotEq))
        if negated:
            plain = ast.In() if isinstance(op, ast.NotIn) else ast.Eq()
            return [f"not {self.atom(ast.Compare(left=left, ops=[plain], comparators=[right]))}"]
        if isinstance(op, ast.In) and isinstance(right, ast.Name):
            word = self.move if isinstance(left, ast.Name) else left.value  # type: ignore[attr-defined]
            return [self.member(right.id, word)]
        if isinstance(op, (ast.In, ast.Eq)) and not isinstance(left, ast.Call):
            wanted = [each.value for each in getattr(right, "elts", [right])]
            if isinstance(left, ast.Attribute) or (isinstance(left, ast.Name) and left.id == "move"):
                mine = self.move if isinstance(left, ast.Name) else self.params.get(left.attr)
                return [""] if mine in wanted else []
            assert isinstance(left, ast.Name)
            return [self.has(left.id, each) for each in wanted]
        return self.measured(left, op, right)

    def measured(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> list[str]:
        assert isinstance(right, ast.Constant)
        assert isinstance(right.value, int)
        if isinstance(left, ast.Call):
            (asked,) = left.args
            assert isinstance(asked, ast.Name)
            some = [self.member(asked.id, word) for word in members(asked.id, self.move)]
            return [", ".join(f"not {each}" for each in some)] if isinstance(op, ast.Eq) else some
        plus = 0
        if isinstance(left, ast.BinOp):
            assert isinstance(left.right, ast.Attribute)
            plus, left = self.params[left.right.attr], left.left
        assert isinstance(left, ast.Name)
        limit = right.value - plus
        over = isinstance(op, ast.Gt)
        return [self.has(left.id, each) for each in NUMBERS if (each > limit if over else each < limit)]

    def known(self, name: str, value: Any) -> list[str]:
        if BOOK.kinds[name].type == "list":
            pairs = ((word, word in value) for word in members(name, self.move))
            return [f":- {'not ' if inside else ''}{self.member(name, word)}." for word, inside in pairs]
        return [f":- not {self.has(name, value)}."]

    def run(self, extra: list[str]) -> tuple[int, ...] | None:
        """The cost of an optimal answer set; None without any."""
        control = clingo.Control(["--opt-mode=opt", "--warn=none"])
        control.add("base", [], "\n".join([*self.lines, *extra]))
        control.ground([("base", [])])
        best: tuple[int, ...] | None = None
        with control.solve(yield_=True) as found:
            for model in found:
                best = tuple(model.cost)
        return best

    def span(self, facts: dict[str, Any], hidden: list[str]) -> tuple[int, int]:
        known = [
            line for name, value in facts.items() if name not in hidden for line in self.known(name, value)
        ]
        worst = "worst(R) :- R = #max { N : row(N); 0 }."
        low = self.run([*known, worst, "#minimize { R : worst(R) }."])
        high = self.run([*known, worst, "#maximize { R : worst(R) }."])
        assert low is not None
        assert high is not None
        return low[0], -high[0]

    def cheapest(self, facts: dict[str, Any], costs: dict[str, dict[Any, int]]) -> int | None:
        extra = [":- row(N), N >= 2."]
        for name, value in facts.items():
            if name not in costs:
                extra += self.known(name, value)
                continue
            for each, cost in costs[name].items():
                if each != value:
                    extra.append(f'cost({cost}, "{name}") :- {self.has(name, each)}.')
        found = self.run([*extra, "cost(0, nothing).", "#minimize { C, F : cost(C, F) }."])
        return None if found is None else found[0]
