"""Honest answers to the set "Personal stories": each student chooses anew among ways, names, comments and mistakes.

Ways are chosen unevenly, as students do: of each choice the first is the usual one, each later one half as likely.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

# Names in braces are chosen by the student.
NAMES = {
    "t": "df table data frame tab d".split(),
    "out": "result out res answer new copied final".split(),
    "row": "row r line entry record".split(),
    "rate": "rate rates mean per_month monthly average avg speed".split(),
    "a": "first_rate start before old begin a".split(),
    "b": "last_rate end after new_rate b later".split(),
    "gap": "gap missing diff difference rest left".split(),
    "p": "p part period name label x".split(),
    "c": "c count n number cases_ value".split(),
    "lo": "low lower least lo minimum smallest".split(),
    "hi": "high upper most hi maximum biggest".split(),
    "m": "merged both joined m together table2".split(),
    "s": "s susp notices proc only files".split(),
    "k": "keys key on cols columns join_on".split(),
    "ax": "ax axes chart1 picture plot_ax".split(),
    "g": "group g part_ sub rows_ one".split(),
    "o": "offence o kind crime name_".split(),
}
REMARKS = [
    "first {0} the {1} we need",
    "{0} the {1} here",
    "this {0} each {1} of the table",
    "now {0} by its own {1}",
    "I {0} the {1}, see the text above",
    "do not forget to {0} the {1}",
]
VERBS = "take divide compare filter keep count select check add look at compute make sort find".split()
THINGS = "rows months cases offence years totals table parts share columns numbers range values answer".split()


class Student:
    """One honest student's hand: ``skill`` from 0 to 1 decides how many mistakes are made."""

    def __init__(self, seed: str):
        self.chance = random.Random(seed)
        self.skill = self.chance.betavariate(4, 2)
        self.comments = self.chance.random() < 0.4

    def pick(self, *ways: str) -> str:
        """One of several ways, the first the most likely."""
        return self.chance.choices(ways, [0.6**place for place in range(len(ways))])[0]

    def slip(self, right: str, *wrong: str) -> str:
        """Right, or by a student's mistake one of the others."""
        return right if self.chance.random() < 0.55 + 0.45 * self.skill else self.pick(*wrong)

    def answers(self) -> dict[str, str]:
        """Code for each question; a weak student leaves some out."""
        return {id: self._dressed(write(self)) for id, write in WRITE.items() if self.chance.random() < 0.6 + 0.4 * self.skill}

    def _dressed(self, code: str) -> str:
        named = {place: self.chance.choice(names) for place, names in NAMES.items()}
        code = re.sub(r"\{(\w+)\}", lambda found: named.get(found[1], found[0]), code)
        lines = []
        for line in code.splitlines():
            if self.comments and line.strip() and self.chance.random() < 0.25:
                said = self.chance.choice(REMARKS).format(self.chance.choice(VERBS), self.chance.choice(THINGS))
                lines.append(f"{line[: len(line) - len(line.lstrip())]}# {said}")
            lines.append(line)
        return "\n".join(lines) + "\n"


def _monthly_mean(s: Student) -> str:
    months = s.slip('{t}["months"]', "12", '{t}["months"].sum()')
    ratio = s.pick(
        f'{{t}}["cases"] / {months}',
        f"{{t}}.cases / {months}",
        f'{{t}}["cases"].divide({months})',
        f'({{t}}["cases"] / {months}).astype(float)',
        f"{{t}}.loc[:, 'cases'] / {months}",
    )
    row = months.replace("{t}", "{row}")
    by_row = s.pick(
        f'{{t}}.apply(lambda {{row}}: {{row}}["cases"] / {row}, axis=1)',
        '[{c} / {p} for {c}, {p} in zip({t}["cases"], {t}["months"])]',
    )
    ratio = s.pick(ratio, ratio, by_row)
    ratio = s.slip(ratio, f"({ratio}).round()", f"round({ratio}, 2)")
    return s.pick(
        f'def monthly_mean({{t}}):\n    {{out}} = {{t}}.copy()\n    {{out}}["per_month"] = {ratio}\n    return {{out}}',
        f"def monthly_mean({{t}}):\n    return {{t}}.assign(per_month={ratio})",
        f'def monthly_mean({{t}}):\n    {{t}} = {{t}}.copy()\n    {{rate}} = {ratio}\n    {{t}}["per_month"] = {{rate}}\n    return {{t}}',
        f'def monthly_mean({{t}}):\n    {{out}} = pd.DataFrame({{t}})\n    {{out}}.insert(len({{out}}.columns), "per_month", {ratio})\n'
        "    return {out}",
        "def monthly_mean({t}):\n    {out} = {t}.copy()\n    {rate} = []\n    for _, {row} in {t}.iterrows():\n"
        f'        {{rate}}.append({{row}}["cases"] / {row})\n    {{out}}["per_month"] = {{rate}}\n    return {{out}}',
    )


def _growth(s: Student) -> str:
    month = s.slip('["cases"] / {x}["months"]', '["cases"]', '["cases"] / 12')
    lookup = s.pick(
        '{t}[({t}["offence"] == offence) & ({t}["year"] == YEAR)]',
        '{t}.loc[({t}["offence"] == offence) & ({t}["year"] == YEAR)]',
        '{t}.query("offence == @offence and year == YEAR")',
        '{t}[{t}["offence"] == offence][{t}["year"] == YEAR]',
        "{t}[{t}.offence.eq(offence) & {t}.year.eq(YEAR)]",
    )
    final = s.slip("{b} / {a}", "{a} / {b}", "({b} - {a}) / {a}", "{b} / {a} - 1", "{b} - {a}")
    final = s.pick(final, f"float({final})", f"{{out}} = {final}\n    return {{out}}").replace("return ", "", 0)
    ending = f"    {final}" if "\n" in final else f"    return {final}"
    take = s.pick(".iloc[0]", ".values[0]", ".item()", ".sum()", ".squeeze()", ".to_numpy()[0]")
    direct = []
    for place, year in (("{a}", "first"), ("{b}", "last")):
        found = lookup.replace("YEAR", f"@{year}" if "query" in lookup else year)
        direct.append(
            s.pick(
                f"    {{g}}_{year} = {found}\n    {place} = ({{g}}_{year}{month.replace('{x}', '{g}_' + year)}){take}",
                f"    {{g}}_{year} = {found}{take.replace('.item()', '.iloc[0]').replace('.sum()', '.iloc[0]')}\n"
                f"    {place} = {{g}}_{year}{month.replace('{x}', '{g}_' + year)}",
            )
        )
    inner = s.pick(
        "\n".join(direct),
        f'    {{g}} = {{t}}[{{t}}["offence"] == offence].copy()\n    {{g}}["{{rate}}"] = {{g}}{month.replace("{x}", "{g}")}\n'
        f'    {{a}} = {{g}}.loc[{{g}}["year"] == first, "{{rate}}"]{take}\n'
        f'    {{b}} = {{g}}.loc[{{g}}["year"] == last, "{{rate}}"]{take}',
        f'    {{g}} = {{t}}[{{t}}["offence"] == offence]\n    {{rate}} = dict(zip({{g}}["year"], {{g}}{month.replace("{x}", "{g}")}))\n'
        "    {a} = {rate}[first]\n    {b} = {rate}[last]",
        f"    def {{rate}}(year):\n        {{g}} = {lookup.replace('YEAR', '@year' if 'query' in lookup else 'year')}\n"
        f"        return ({{g}}{month.replace('{x}', '{g}')}){take}\n\n    {{a}}, {{b}} = {{rate}}(first), {{rate}}(last)",
        f'    {{m}} = {{t}}.set_index(["offence", "year"])\n    {{rate}} = {{m}}{month.replace("{x}", "{m}")}\n'
        "    {a} = {rate}.loc[(offence, first)]\n    {b} = {rate}.loc[(offence, last)]",
        '    {a} = {b} = 0\n    for _, {row} in {t}.iterrows():\n        if {row}["offence"] == offence:\n'
        f'            if {{row}}["year"] == first:\n                {{a}} = {{row}}{month.replace("{x}", "{row}")}\n'
        f'            elif {{row}}["year"] == last:\n                {{b}} = {{row}}{month.replace("{x}", "{row}")}',
    )
    use = s.pick(
        'my_growth = growth(cases, given["offence"], given["first"], given["last"])',
        'my_growth = growth(cases, given["offence"], given["first"], given["last"])\nmy_growth',
        'my_growth = growth(cases, given["offence"], given["first"], given["last"])\nprint(my_growth)',
        'my_growth = growth(cases, offence=given["offence"], first=given["first"], last=given["last"])',
        '{o} = given["offence"]\nmy_growth = growth(cases, {o}, given["first"], given["last"])',
    )
    return f"def growth({{t}}, offence, first, last):\n{inner}\n{ending}\n\n\n{use}"


def _left_out(s: Student) -> str:
    gap = s.slip('{t}["cases"].sum() - printed', 'printed - {t}["cases"].sum()', '{t}["cases"].max() - printed')
    gap = s.pick(gap, gap.replace('{t}["cases"].sum()', 'sum({t}["cases"])'), f"int({gap})")
    none = s.slip("    return None", '    return ""', '    return {t}["period"].iloc[0]')
    body = s.pick(
        '    for {p}, {c} in zip({t}["period"], {t}["cases"]):\n        if {c} == {gap}:\n            return {p}\n' + none,
        '    for _, {row} in {t}.iterrows():\n        if {row}["cases"] == {gap}:\n            return {row}["period"]\n' + none,
        '    {out} = {t}[{t}["cases"] == {gap}]\n    if len({out}) == 0:\n    ' + none + '\n    return {out}["period"].iloc[0]',
        '    {out} = {t}.loc[{t}["cases"] == {gap}, "period"]\n    if len({out}) > 0:\n        return {out}.values[0]\n' + none,
        '    {out} = {t}.query("cases == @{gap}")["period"].tolist()\n    return {out}[0] if {out} else None',
        "    {out} = [{p} for {p}, {c} in zip({t}.period, {t}.cases) if {c} == {gap}]\n    if {out}:\n        return {out}[0]\n"
        + none,
        '    {m} = dict(zip({t}["cases"], {t}["period"]))\n    return {m}.get({gap})',
        '    for {k} in range(len({t})):\n        if {t}["cases"].iloc[{k}] == {gap}:\n'
        '            return {t}["period"].iloc[{k}]\n' + none,
        '    {out} = None\n    for {k} in {t}.index:\n        if {t}.loc[{k}, "cases"] == {gap}:\n'
        '            {out} = {t}.loc[{k}, "period"]\n    return {out}',
    )
    start = s.pick(
        f"    {{gap}} = {gap}\n",
        '    {s} = {t}["cases"].sum()\n    {gap} = {s} - printed\n',
        '    {s} = 0\n    for {c} in {t}["cases"]:\n        {s} += {c}\n    {gap} = {s} - printed\n',
    )
    use = s.pick(
        'my_left_out = left_out(letter, given["printed"])',
        'my_left_out = left_out(letter, given["printed"])\nmy_left_out',
        'my_left_out = left_out(letter, given["printed"])\nprint(my_left_out)',
        'my_left_out = left_out(parts=letter, printed=given["printed"])',
    )
    return f"def left_out({{t}}, printed):\n{start}{body}\n\n\n{use}"


def _suspicion_share(s: Student) -> str:
    keep = s.slip(
        s.pick(
            'suspicions[suspicions["counted"] == "proceedings"]',
            "suspicions.query(\"counted == 'proceedings'\")",
            'suspicions.loc[suspicions["counted"] == "proceedings"]',
            "suspicions[suspicions.counted == 'proceedings']",
            'suspicions[suspicions["counted"] != "persons"]',
            'suspicions[suspicions["counted"].isin(["proceedings"])]',
        ),
        "suspicions",
        "suspicions.copy()",
    )
    on = s.slip('["offence", "start", "end"]', '["start", "end"]', '["offence", "start"]')
    merge = s.pick(
        f"register.merge({{s}}, on={on})",
        f"pd.merge(register, {{s}}, on={on})",
        f'pd.merge(register, {{s}}, how="inner", on={on})',
        f"{{s}}.merge(register, on={on})",
        f'register.merge({{s}}, how="inner", left_on={on}, right_on={on})',
        "register.merge({s}, on={k})",
    )
    start = f"    {{k}} = {on}\n" if "on={k}" in merge else ""
    ratio = s.slip(
        s.pick(
            '{m}["suspicions"] / {m}["cases"] * 100',
            '100 * {m}["suspicions"] / {m}["cases"]',
            '({m}["suspicions"] / {m}["cases"]) * 100',
            "{m}.suspicions / {m}.cases * 100",
            '{m}["suspicions"].div({m}["cases"]).mul(100)',
        ),
        '{m}["suspicions"] / {m}["cases"]',
        '{m}["cases"] / {m}["suspicions"] * 100',
    )
    last = s.pick(
        '    return {m}[["offence", "start", "end", "share"]]',
        '    {out} = {m}[["offence", "start", "end", "share"]]\n    return {out}',
        '    return {m}[["offence", "start", "end", "share"]].reset_index(drop=True)',
        '    return {m}.loc[:, ["offence", "start", "end", "share"]]',
        '    {m} = {m}.drop(columns=["cases", "suspicions", "counted"])\n    return {m}',
        '    return {m}.filter(["offence", "start", "end", "share"])',
    )
    column = s.pick(
        f'    {{m}}["share"] = {ratio}\n',
        f"    {{m}} = {{m}}.assign(share={ratio})\n",
        f'    {{m}}.loc[:, "share"] = {ratio}\n',
    )
    loop = (
        "    {out} = []\n    for _, {row} in register.iterrows():\n        for _, {g} in {s}.iterrows():\n"
        + s.pick(
            '            if {row}["offence"] == {g}["offence"] and {row}["start"] == {g}["start"] and {row}["end"] == {g}["end"]:\n',
            '            if all({row}[{k}] == {g}[{k}] for {k} in ("offence", "start", "end")):\n',
        )
        + s.pick(
            '                {c} = {g}["suspicions"] / {row}["cases"] * 100\n'
            '                {out}.append([{row}["offence"], {row}["start"], {row}["end"], {c}])\n',
            '                {out}.append({"offence": {row}["offence"], "start": {row}["start"], "end": {row}["end"],'
            ' "share": 100 * {g}["suspicions"] / {row}["cases"]})\n',
        )
        + s.pick(
            '    return pd.DataFrame({out}, columns=["offence", "start", "end", "share"])', "    return pd.DataFrame({out})"
        )
    )
    body = s.pick(f"{start}    {{m}} = {merge}\n{column}{last}", f"{start}    {{m}} = {merge}\n{column}{last}", loop)
    return f"def suspicion_share(register, suspicions):\n    {{s}} = {keep}\n{body}"


def _absent_range(s: Student) -> str:
    unpack = s.pick(
        ("    {a}, {b} = repeats\n    {p}, {c} = returned\n", "{a}", "{b}", "{p}", "{c}"),
        ("", "repeats[0]", "repeats[1]", "returned[0]", "returned[1]"),
        ("    {a} = repeats[0]\n    {b} = repeats[1]\n", "{a}", "{b}", "returned[0]", "returned[1]"),
        ("    {p} = min(returned)\n    {c} = max(returned)\n", "repeats[0]", "repeats[1]", "{p}", "{c}"),
        ("    {a}, {b} = min(repeats), max(repeats)\n", "{a}", "{b}", "min(returned)", "max(returned)"),
    )
    start, few, many, least, most = unpack
    one, two = s.slip((most, least), (least, most), (least, least))  # what is taken from the lower and the upper end
    form = s.pick(
        "cases * (1 - {}) - {}",
        "cases - cases * {} - {}",
        "(1 - {}) * cases - {}",
        "cases - {} * cases - {}",
        "(cases - cases * {}) - {}",
    )
    low, high = form.format(many, one), form.format(few, two)
    end = s.slip(
        s.pick(
            f"    {{lo}} = max({low}, 0)\n    {{hi}} = max({high}, 0)\n    return {{lo}}, {{hi}}",
            f"    {{lo}} = {low}\n    {{hi}} = {high}\n    return max({{lo}}, 0), max({{hi}}, 0)",
            f"    return max(0, {low}), max(0, {high})",
            f"    {{lo}} = {low}\n    {{hi}} = {high}\n    if {{lo}} < 0:\n        {{lo}} = 0\n    if {{hi}} < 0:\n        {{hi}} = 0\n"
            "    return ({lo}, {hi})",
            f"    {{out}} = [{low}, {high}]\n    return tuple(max({{k}}, 0) for {{k}} in {{out}})",
            f"    {{hi}} = {high}\n    {{lo}} = {low}\n    {{lo}}, {{hi}} = max(0, {{lo}}), max(0, {{hi}})\n    return {{lo}}, {{hi}}",
            f"    {{lo}} = {low} if {low} > 0 else 0\n    {{hi}} = {high} if {high} > 0 else 0\n    return {{lo}}, {{hi}}",
        ),
        f"    {{lo}} = {low}\n    {{hi}} = {high}\n    return {{lo}}, {{hi}}",
        f"    return {low}, {high}",
        f"    return {high}, {low}",
    )
    use = s.pick(
        'my_range = absent_range(given["opened"], given["repeats"], given["returned"])',
        'my_range = absent_range(given["opened"], given["repeats"], given["returned"])\nmy_range',
        'my_range = absent_range(given["opened"], given["repeats"], given["returned"])\nprint(my_range)',
    )
    return f"def absent_range(cases, repeats, returned):\n{start}{end}\n\n\n{use}"


def _two_lines(s: Student) -> str:
    first = s.pick(
        "fig, {ax} = plt.subplots()",
        "fig, {ax} = plt.subplots(figsize=(8, 5))",
        "fig = plt.figure()\n{ax} = fig.add_subplot(111)",
        "fig, {ax} = plt.subplots(figsize=(10, 6))",
        "plt.figure()\n{ax} = plt.gca()\nfig = {ax}.figure",
    )
    y = s.slip('{g}["cases"] / {g}["months"]', '{g}["cases"]', '{g}["cases"] / 12')
    more = s.pick("", ', marker="o"', ", linewidth=2", ', marker="."', ', linestyle="--"', ', marker="o", linewidth=2')
    lines = s.pick(
        f'for {{o}} in cases["offence"].unique():\n    {{g}} = cases[cases["offence"] == {{o}}]\n'
        f'    {{ax}}.plot({{g}}["year"], {y}, label={{o}}{more})',
        f'for {{o}}, {{g}} in cases.groupby("offence"):\n    {{ax}}.plot({{g}}["year"], {y}, label={{o}}{more})',
        f'for {{o}} in ["awol", "desertion"]:\n    {{g}} = cases.query("offence == @{{o}}")\n'
        f'    {{ax}}.plot({{g}}["year"], {y}, label={{o}}{more})',
        f'{{t}} = cases.copy()\n{{t}}["{{rate}}"] = {y.replace("{g}", "{t}")}\nfor {{o}} in set({{t}}["offence"]):\n'
        f'    {{g}} = {{t}}[{{t}}["offence"] == {{o}}]\n    {{ax}}.plot({{g}}["year"], {{g}}["{{rate}}"], label={{o}}{more})',
        f'{{a}} = cases[cases["offence"] == "awol"]\n{{b}} = cases[cases["offence"] == "desertion"]\n'
        f'{{ax}}.plot({{a}}["year"], {y.replace("{g}", "{a}")}, label="awol"{more})\n'
        f'{{ax}}.plot({{b}}["year"], {y.replace("{g}", "{b}")}, label="desertion"{more})',
    )
    dress = [
        s.pick("{ax}.set_ylim(bottom=0)", "{ax}.set_ylim(0)", "{ax}.set_ylim(0, None)", "{ax}.set_ylim(ymin=0)"),
        s.pick('{ax}.set_xlabel("year")', '{ax}.set_xlabel("Year")', '{ax}.set(xlabel="Year")'),
        s.pick('{ax}.set_ylabel("cases opened in a month")', '{ax}.set_ylabel("cases per month", fontsize=12)'),
        s.pick(
            '{ax}.set_title("Cases opened in a month")',
            '{ax}.set_title("Cases by offence", loc="left")',
            'fig.suptitle("Cases a month")',
        ),
        s.pick("{ax}.legend()", '{ax}.legend(title="offence")', '{ax}.legend(loc="upper left")', "plt.legend()"),
        s.pick(
            "fig.text(0.01, 0.01, f\"Source: {given['source']}\")",
            'fig.text(0, 0, "Source: " + given["source"])',
            '{ax}.text(0, -0.2, "Source: " + given["source"], transform={ax}.transAxes)',
            '{ax}.annotate(f"Source: {given[\'source\']}", (0, -0.15), xycoords="axes fraction")',
            "plt.figtext(0.1, 0, f\"Source: {given['source']}\")",
            "fig.text(0.05, -0.02, f\"Source: {given['source']}\", fontsize=8)",
        ),
        s.pick(
            "",
            "{ax}.grid(True)",
            "{ax}.grid(alpha=0.3)",
            'plt.xticks(sorted(set(cases["year"])))',
            "{ax}.set_xticks([2022, 2023, 2024, 2025])",
        ),
    ]
    s.chance.shuffle(dress)
    end = s.pick(
        "chart = {ax}", "chart = {ax}\nplt.show()", "chart = {ax}\nplt.tight_layout()\nplt.show()", "chart = plt.gca()"
    )
    return "\n".join([first, lines, *(line for line in dress if line), end])


def _hunt(s: Student) -> str:
    rows = s.chance.sample([f"r{number:02}" for number in range(1, 32)], s.chance.randint(2, 6))
    kinds = ["year-before", "dropped-part", "misread", "cases-as-people", "part-as-whole", "other-category"]
    pairs = ", ".join(f'"{row}": "{s.chance.choice(kinds)}"' for row in sorted(rows))
    return f"faulty_ps_h_register = {{{pairs}}}"


WRITE: dict[str, Callable[[Student], str]] = {
    "monthly-mean": _monthly_mean,
    "growth": _growth,
    "left-out": _left_out,
    "suspicion-share": _suspicion_share,
    "absent-range": _absent_range,
    "two-lines": _two_lines,
    "ps-h-register": _hunt,
}
