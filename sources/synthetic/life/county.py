"""What may be done to the county's people and to what its registers say of them, one deed at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sources.synthetic import names, numbers
from sources.synthetic.life.entries import Entry
from sources.synthetic.life.founding import Founded
from sources.synthetic.life.persons import Person
from sources.vocabulary import EVIDENCE_RESULT

#: Cells that a new row of the roll takes over from the registry.
_OF_REGISTRY = ("citizen_id", "name", "sex", "guardian_name", "guardian_id")
_CLOSING = {"enrolled_outside": "就读证明", "duplicate_registration": "备案材料"}


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to whom."""

    night: int
    person: str
    what: str


class County:
    """The county as it stands on a night, and its deeds. Every deed is written down in ``events``."""

    def __init__(self, founded: Founded, seed: int) -> None:
        self.people, self.book, self.plan = founded.people, founded.book, founded.plan
        self.coming, self.hidden = founded.coming, founded.hidden
        self.arrives_as = {code: self.people[code].fate for family in self.coming for code in family}
        self.arrives_as |= {code: "double" for code in self.hidden}
        self.rng = np.random.Generator(np.random.PCG64([seed, 8]))
        self.night, self.date = 0, founded.plan.as_of
        self.events: list[Event] = []
        self._serial = 900_000  # of papers; far above those on file from the start
        self._seats: list[tuple[Entry, Person]] = []
        for code in self.arrives_as:
            self.people[code].fate = "gone"

    def turn(self, person: Person, fate: str, what: str) -> None:
        """From tonight on that is what has become of it."""
        person.fate, person.since = fate, self.night
        self.note(person, what)

    def note(self, person: Person, what: str) -> None:
        """Write down what happened."""
        self.events.append(Event(self.night, person.code, what))

    def of_fate(self, *fates: str) -> list[Person]:
        """Everybody of whom one of these has become, in the order of their numbers."""
        return [one for one in self.people.values() if one.fate in fates]

    def drawn(self, people: Iterable[Person], count: int) -> list[Person]:
        """That many of them, or all."""
        among = list(people)
        return [among[place] for place in self.rng.permutation(len(among))[:count].tolist()]

    def chance(self, part: float) -> bool:
        """True so often."""
        return bool(self.rng.random() < part)

    def only_roll_row(self, person: Person) -> Entry | None:
        """Its row of the roll, if there is exactly one."""
        rows = self.book.of("roll", person.code)
        return rows[0] if len(rows) == 1 else None

    def leave_school(self, person: Person, word: str, change: str) -> None:
        """Its school writes that it left today."""
        for row in self.book.of("roll", person.code):
            self.book.write(row, status=word, change_type=change, change_date=self.date.isoformat())

    def enroll(self, person: Person) -> str:
        """It is in class from today, in its own row or in a new one at a classmate's school; the fate it has then."""
        row = self.only_roll_row(person) or self._seat(person)
        self.book.write(row, status="在读", change_type="复学", change_date=self.date.isoformat(), to_school=None)
        return self.fate_at(row, person)

    def transfer(self, person: Person, row: Entry, *, leave_old: bool) -> str:
        """It changes to the school of another pupil of its grade; with ``leave_old`` its former school keeps a row."""
        other = self._classmate(person, elsewhere=row)
        if other is None:
            return person.fate
        school = {name: other.right[name] for name in ("school_code", "school_name", "class_name")}
        if leave_old:
            fresh = row.right | school | {"change_type": "转入", "change_date": self.date.isoformat()}
            self.book.write(row, status="转出", change_type="转出", change_date=self.date.isoformat(),
                            to_school=other.right["school_name"])
            row = self.book.add(Entry("roll", person.code, dict(fresh), dict(fresh), row.file, dict(fresh)))
        else:
            self.book.write(row, **school, change_type="转入", change_date=self.date.isoformat())
        return self.fate_at(row, person)

    def fate_at(self, row: Entry, person: Person) -> str:
        """Enrolled in its own town or in another."""
        return "in_town" if str(row.right["school_name"]).startswith(person.town) else "in_county"

    def file(self, person: Person, result: str, until: date | None = None, school: Entry | None = None) -> Entry:
        """A visit of today comes back with that result, and with a paper where it closes something."""
        own = self.book.of("population", person.code)[0].right
        self._serial += 1
        closing = result in _CLOSING
        cells = dict.fromkeys(("located_school", "located_grade", "located_place", "valid_until", "evidence_no")) | {
            "name": own["name"], "citizen_id": own["citizen_id"], "result": EVIDENCE_RESULT.labels[result],
            "evidence_type": _CLOSING.get(result, "走访记录"), "evidence_date": self.date.isoformat(),
            "evidence_no": f"访{self.date.year}-{self._serial}" if closing else None, "verifier": "核查员07",
            "valid_until": until.isoformat() if until else None, "remark": None,
        }
        if result in ("enrolled_outside", "located_unevidenced"):
            cells |= {"located_school": "江苏省苏州市新城第二小学", "located_place": "江苏省苏州市"}
        return self.book.add(Entry("evidence", person.code, dict(cells), cells, "evidence", dict(cells), late=True))

    def renamed(self, person: Person) -> None:
        """The police enter another name; schools and the poverty office go on writing the old one."""
        own = self.book.of("population", person.code)[0]
        old = str(own.right["name"])
        male, year = np.array([own.right["sex"] == "男"]), np.array([person.born.year])
        new = old[0] + names.given_texts(*names.given_names(self.rng, male, year))[0]
        self.book.write(own, name=new, former_name=old)
        self._elsewhere(person, name=new)

    def renumbered(self, person: Person) -> None:
        """The police enter another number of the same day of birth."""
        own = self.book.of("population", person.code)[0]
        new = self._free_number(person, own.right["sex"] == "男")
        self.book.write(own, citizen_id=new)
        self._elsewhere(person, citizen_id=new)

    def _elsewhere(self, person: Person, **cells: str) -> None:
        for register in ("roll", "poverty", "disability"):
            for row in self.book.of(register, person.code):
                self.book.ought(row, **{name: cell for name, cell in cells.items() if name in row.right})

    def _free_number(self, person: Person, male: bool) -> str:
        taken = {row.right["citizen_id"] for row in self.book.standing("population")}
        while True:
            # The order numbers of a day go up from an even start; one far from them is free, or the next is.
            area = np.array([int(self.rng.choice(numbers.AREA_CODES))])
            born = np.array([person.born], dtype="datetime64[D]")
            new = numbers.id_numbers(area, born, np.array([male]), spread=int(self.rng.integers(100, 400)))[0]
            if new not in taken and not new.endswith("000"):
                return new

    def _classmate(self, person: Person, elsewhere: Entry | None = None) -> Entry | None:
        """The row of a pupil of the county of that grade, or of the nearest; of another school than ``elsewhere``."""
        here = elsewhere.right["school_name"] if elsewhere else None
        fit = [(abs(one.grade - person.grade), row) for row, one in self._pupils() if row.right["school_name"] != here]
        nearest = min((apart for apart, _ in fit), default=0)
        near = [row for apart, row in fit if apart == nearest]
        return near[int(self.rng.integers(len(near)))] if near else None

    def _pupils(self) -> list[tuple[Entry, Person]]:
        """The county's pupils and their rows as they were on the first day: where schools are and what they teach."""
        if not self._seats:
            rows = [(row, self.people[row.person]) for row in self.book.standing("roll")]
            self._seats = [(row, one) for row, one in rows if one.fate in ("in_town", "in_county")]
        return self._seats

    def _seat(self, person: Person) -> Entry:
        """A new row for it, as a classmate's, retyped from its papers."""
        other = self._classmate(person)
        assert other is not None
        own = self.book.of("population", person.code)[0].right
        cells = other.right | {name: own[name] for name in _OF_REGISTRY} | {
            "dob": person.born.isoformat(), "roll_no": f"G{own['citizen_id']}", "guardian_phone": own["phone"],
            "home_address": own["registered_address"], "entry_month": f"{self.date:%Y%m}", "attendance": "走读",
        }
        return self.book.add(Entry("roll", person.code, dict(cells), dict(cells), other.file, dict(cells)))
