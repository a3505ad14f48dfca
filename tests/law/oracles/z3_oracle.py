"""Reads the rows for Z3: each fact a variable, each row a formula over them."""

import ast
from typing import Any

import z3

from tests.law.oracles.world import BOOK, MACROS, NUMBERS, members, rows


class Z3Oracle:
    """One move with its parameters; facts are variables."""

    def __init__(self, move: str, params: dict[str, Any]) -> None:
        self.move = move
        self.params = params
        self.variables: dict[str, Any] = {}
        self.bounds: list[Any] = []
        for name in BOOK.plays[move].reads:
            self.variables[name] = self.variable(name)
        self.rows = [(name, rank, self.formula(node)) for name, rank, node in rows(move)]

    def variable(self, name: str) -> Any:
        kind = BOOK.kinds[name]
        match kind.type:
            case "bool":
                return z3.Bool(name)
            case "list":
                return {word: z3.Bool(f"{name}:{word}") for word in members(name, self.move)}
            case "int":
                number = z3.Int(name)
                self.bounds.append(z3.Or([number == each for each in NUMBERS]))
                return number
        index = z3.Int(name)
        self.bounds.append(z3.And(index >= 0, index < len(kind.values)))
        return index

    def formula(self, node: ast.expr) -> Any:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return z3.And([self.formula(each) for each in values])
            case ast.BoolOp(values=values):
                return z3.Or([self.formula(each) for each in values])
            case ast.UnaryOp(operand=operand):
                return z3.Not(self.formula(operand))
            case ast.Name(id="always"):
                return z3.BoolVal(True)
            case ast.Name(id=name) if name in MACROS:
                return self.formula(MACROS[name])
            case ast.Name(id=name):
                return self.variables[name]
            case ast.Attribute(attr=attr):
                return z3.BoolVal(bool(self.params.get(attr)))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(left, op, right)
        raise AssertionError(ast.dump(node))

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Any:
        if isinstance(op, (ast.In, ast.NotIn)):
            inside = self.membership(left, right)
            return z3.Not(inside) if isinstance(op, ast.NotIn) else inside
        if isinstance(left, ast.Call):
            (asked,) = left.args
            assert isinstance(asked, ast.Name)
            assert isinstance(right, ast.Constant)
            some = z3.Or(list(self.variables[asked.id].values()))
            return {ast.Eq: z3.Not(some), ast.Gt: some}[type(op)] if right.value == 0 else None
        if isinstance(left, ast.Attribute) or (isinstance(left, ast.Name) and left.id == "move"):
            assert isinstance(right, ast.Constant)
            mine = self.move if isinstance(left, ast.Name) else self.params.get(left.attr)
            return z3.BoolVal((mine == right.value) is isinstance(op, ast.Eq))
        assert isinstance(right, ast.Constant)
        term = self.term(left)
        if isinstance(right.value, str):
            assert isinstance(left, ast.Name)
            same = term == BOOK.kinds[left.id].values.index(right.value)
            return same if isinstance(op, ast.Eq) else z3.Not(same)
        return {ast.Gt: term > right.value, ast.Lt: term < right.value}[type(op)]

    def membership(self, left: ast.expr, right: ast.expr) -> Any:
        if isinstance(right, (ast.Tuple, ast.List)):
            words = [each.value for each in right.elts if isinstance(each, ast.Constant)]
            if isinstance(left, ast.Attribute):
                return z3.BoolVal(self.params.get(left.attr) in words)
            assert isinstance(left, ast.Name)
            values = BOOK.kinds[left.id].values
            return z3.Or([self.variables[left.id] == values.index(str(word)) for word in words])
        assert isinstance(right, ast.Name)
        word = (
            self.move
            if isinstance(left, ast.Name)
            else left.value
            if isinstance(left, ast.Constant)
            else None
        )
        return self.variables[right.id][word]

    def term(self, node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name):
                return self.variables[name]
            case ast.Attribute(attr=attr):
                return self.params[attr]
            case ast.BinOp(left=left, right=right):
                return self.term(left) + self.term(right)
        raise AssertionError(ast.dump(node))

    def known(self, name: str, value: Any) -> Any:
        """The formula that a fact has a value."""
        kind, variable = BOOK.kinds[name], self.variables[name]
        if kind.type == "list":
            return z3.And([each if word in value else z3.Not(each) for word, each in variable.items()])
        return variable == (kind.values.index(value) if kind.type in ("tri", "enum") else value)

    def span(self, facts: dict[str, Any], hidden: list[str]) -> tuple[int, int]:
        """The least and the greatest rank that the hidden facts allow, exactly."""
        solver = z3.Solver()
        solver.add(self.bounds)
        solver.add([self.known(name, value) for name, value in facts.items() if name not in hidden])
        possible = [rank for rank in (3, 2, 1, 0) if self.possible(solver, rank)]
        return min(possible), max(possible)

    def possible(self, solver: Any, rank: int) -> bool:
        solver.push()
        solver.add([z3.Not(formula) for _, each, formula in self.rows if each > rank])
        if rank:
            solver.add(z3.Or([formula for _, each, formula in self.rows if each == rank]))
        found: bool = solver.check() == z3.sat
        solver.pop()
        return found

    def cheapest(self, facts: dict[str, Any], costs: dict[str, dict[Any, int]]) -> int | None:
        """The least cost of changes after which no row blocks or forbids."""
        best = z3.Optimize()
        best.add(self.bounds)
        best.add([z3.Not(formula) for _, rank, formula in self.rows if rank >= 2])
        price: list[Any] = []
        for name, value in facts.items():
            same = self.known(name, value)
            ways = [z3.And(self.known(name, each)) for each in costs.get(name, {})]
            best.add(z3.Or([same, *ways]))
            for each, cost in costs.get(name, {}).items():
                if each != value:
                    price.append(z3.If(self.known(name, each), cost, 0))
        total = best.minimize(z3.Sum(price) if price else z3.IntVal(0))
        if best.check() != z3.sat:
            return None
        return int(str(best.lower(total)))
