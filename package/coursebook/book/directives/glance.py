"""A table at a glance: one small picture on its page, of one unit, a dot for each row."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from coursebook.evidence import load
from coursebook.evidence.tables import resource
from coursebook.evidence.wording import day
from coursebook.figures import GREY, INK, Shown, canvas, colour, label_ends, show
from coursebook.figures.subjects import subject_of
from coursebook.language import gettext as _

# So many named places fit a small picture; so many colours can be told apart.
MOST_PLACES, MARKERS = 10, "oD^s"
# Times so many to one need a scale of equal ratios, or the small ones lie on the axis.
WIDE = 60
TIMES = ("date", "yearmonth", "year")
DATED = r"\d{4}(-\d\d){0,2}"
# Fields that tell of a figure and not of what it counts.
ABOUT = {"id", "source", "via", "grade", "note", "notes", "status", "unit", "locator", "definition"}


def glance(name: str) -> str:
    """The picture as HTML: the rows' figures over time, or by what they count; for a table of words, its rows by kind."""
    about, frame = resource(name), _in_words(load(name), resource(name))
    fields = {field["name"]: field["type"] for field in about["schema"]["fields"]}
    shown = _figures(frame, fields) if {"value", "unit"} <= set(fields) else None
    shown = shown or _counts(frame, {field["name"]: field["title"] for field in about["schema"]["fields"]}, fields)
    if not shown:
        return ""
    return (
        f'<figure class="cb-figure cb-glance"><figcaption>{html.escape(shown.title)}</figcaption>'
        f'<div class="cb-picture">{shown.svg}</div></figure>'
    )


def _in_words(frame: pd.DataFrame, about: Mapping) -> pd.DataFrame:
    """The rows with the words that the table's description has for its codes (``categories`` of a field)."""
    worded = frame.copy()
    for field in about["schema"]["fields"]:
        words = {one["value"]: one["label"] for one in field.get("categories", [])}
        if words:
            worded[field["name"]] = frame[field["name"]].replace(words)
    return worded


def _figures(frame: pd.DataFrame, fields: Mapping[str, str]) -> Shown | None:
    number = {end: pd.to_numeric(frame[end], errors="coerce").astype(float) for end in ("value", "low", "high") if end in frame}
    seen = frame.assign(**number)
    for end in ("low", "high"):
        seen[end] = seen[end].fillna(seen["value"]) if end in seen else seen["value"]
    seen = seen[seen["low"].notna() & seen["high"].notna()]
    if len(seen) < 2:
        return None
    # One unit an axis: that of the most rows.
    unit = seen["unit"].value_counts().index[0]
    seen = seen[seen["unit"] == unit]
    drawn = _over_time(seen, unit, fields) or _by_place(seen, unit, fields)
    if not drawn:
        return None
    figure, rows = drawn
    title = _("At a glance: {count} of {all} rows, in {unit}").format(count=len(rows), all=len(frame), unit=unit)
    return show(figure, frame.loc[rows.index], title=title, reading="")


def _over_time(seen: pd.DataFrame, unit: str, fields: Mapping[str, str]):
    """Dots over the dates, if there are enough of them."""
    for name, kind in fields.items():
        dated = seen[seen[name].notna()]
        if not (kind in TIMES or kind == "string" and _are_dates(dated[name])):
            continue
        groups = _groups(dated, name, fields)
        dated = _alike(dated, name, groups, fields)
        # Things of many kinds are told apart by name, not by date.
        others = [other for other, kind in fields.items() if kind == "string" and other not in ABOUT | {name, *groups}]
        if any(not _are_dates(dated[other]) and dated[other].nunique() > len(dated) / 2 for other in others):
            continue
        if dated[name].nunique() < 4 or dated.duplicated([name, *groups]).mean() > 0.2 or len(dated) < len(seen) / 3:
            continue
        figure, ax = canvas(height=2.3)
        parts = dated.groupby(groups[0], sort=False) if groups else [("", dated)]
        for marker, (group, part) in zip(MARKERS, parts, strict=False):
            at = part[name].astype(int) if kind == "year" else pd.to_datetime(part[name], format="mixed")
            middle = part["value"].fillna((part["low"] + part["high"]) / 2)
            order = np.argsort(at.to_numpy())
            ax.plot(at.iloc[order], middle.iloc[order], marker, label=str(group) or "_all", color=_tone(str(group)))
        if kind == "year":
            ax.xaxis.get_major_locator().set_params(integer=True, nbins=5)
        _scale(ax, "y", dated)
        ax.set_ylabel(unit)
        if groups:
            label_ends(ax)
        return figure, dated
    return None


def _are_dates(column: pd.Series) -> bool:
    return column.dropna().astype(str).str.fullmatch(DATED).all()


def _sorting(seen: pd.DataFrame, fields: Mapping[str, str], apart: set[str], most: int) -> list[str]:
    """The fields of words, but for those set apart, that sort the rows into two kinds to as many as are named."""
    words = [name for name, kind in fields.items() if kind == "string" and name not in ABOUT | apart]
    return [name for name in words if 2 <= seen[name].nunique() <= most]


def _groups(seen: pd.DataFrame, time: str, fields: Mapping[str, str]) -> list[str]:
    """The field that best tells rows of one date apart, alone in a list; none if there is nothing to tell."""
    found = [name for name in _sorting(seen, fields, {time}, len(MARKERS)) if seen[name].notna().all()]
    return sorted(found, key=lambda name: seen.duplicated([time, name]).sum())[:1]


def _alike(seen: pd.DataFrame, time: str, groups: list[str], fields: Mapping[str, str]) -> pd.DataFrame:
    """Where rows of one date and group differ in something else: those of its first kind."""
    for name in [one for one in fields if groups]:
        if seen.duplicated([time, *groups]).mean() > 0.2 and name in _sorting(seen, fields, {time, *groups}, 8):
            same = seen[seen[name] == seen[name].iloc[0]]
            seen = same if same[groups[0]].nunique() > 1 else seen
    return seen


def _tone(words: str) -> str:
    """The colour of the one subject that the words name; what is about none, or about several, has none of theirs."""
    subject = subject_of(words)
    return colour(subject) if subject else INK


def _by_place(seen: pd.DataFrame, unit: str, fields: Mapping[str, str]):
    """A dot or a span for each row, below each other, the largest of many."""
    whole = seen.assign(place=_names(seen, fields))
    most = whole.loc[whole["high"].nlargest(MOST_PLACES).index].sort_index()
    if len(most) < 2:
        return None
    figure, ax = canvas(height=0.8 + 0.42 * len(most))
    low, high = most["low"], most["high"]
    places = list(most["place"])
    tones = [_tone(place) for place in places]
    ax.hlines(places, low, high, color=tones, linewidth=3)
    ax.scatter(high, places, color=tones, s=26, zorder=3, label="_ends")
    ax.set_ylim(len(most) - 0.4, -0.6)
    ax.grid(True, axis="x")
    _scale(ax, "x", most)
    ax.set_xlabel(unit)
    return figure, most


def _names(seen: pd.DataFrame, fields: Mapping[str, str]) -> list[str]:
    """What tells the rows apart, in as few words of theirs as do."""
    taken: list[str] = []
    for name in fields:
        # A field that says the same of all rows tells none from another.
        if name in ABOUT - {"definition"} or name in ("value", "low", "high") or seen[name].nunique() < 2:
            continue
        # Nor does one that leaves as many alike as before; how a thing is defined is said with its name all the same.
        if name == "definition" or len(seen.drop_duplicates([*taken, name])) > len(seen.drop_duplicates(taken or ["unit"])):
            taken.append(name)
        if not seen.duplicated(taken).any():
            break
    rows = seen[taken or ["id"]].itertuples(index=False)
    told = [", ".join(_word(value) for value in row if pd.notna(value)) for row in rows]
    short = ["\n".join(textwrap.wrap(text, 26, max_lines=2, placeholder=" …")) for text in told]
    # Rows that read alike are still rows of their own: their place in the table tells them apart.
    return [text if short.count(text) == 1 else f"{text} ({count})" for count, text in enumerate(short, start=1)]


def _word(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%b %Y}"
    return day(str(value)) if re.fullmatch(DATED, str(value)) else str(value).replace("_", " ")


def _scale(ax: Axes, axis: str, seen: pd.DataFrame) -> None:
    low, high = float(seen["low"].min()), float(seen["high"].max())
    if low > 0 and high / low >= WIDE:
        ax.set(**{f"{axis}scale": "log"})
        getattr(ax, f"{axis}axis").set_major_formatter("{x:,.0f}" if low >= 1 else "{x:g}")
        getattr(ax, f"{axis}axis").set_minor_formatter("")
        ax.set(**{f"{axis}lim": (10 ** np.floor(np.log10(low)), 10 ** np.ceil(np.log10(high)))})
    else:
        ax.set(**{f"{axis}lim": (min(0, 1.1 * low), 1.12 * high)})
        ax.locator_params(axis=axis, nbins=3)


def _counts(frame: pd.DataFrame, titles: Mapping[str, str], fields: Mapping[str, str]) -> Shown | None:
    """How many rows there are of each kind."""
    name = next(iter(_sorting(frame, fields, set(), 8)), None)
    if name is None:
        return None
    counted = frame[name].dropna().value_counts()
    figure, ax = canvas(height=0.8 + 0.34 * len(counted))
    ax.barh(list(counted.index), list(counted), color=GREY)
    ax.invert_yaxis()
    ax.set_xlabel(_("rows"))
    ax.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    title = _("At a glance: {count} rows, by {field}").format(count=len(frame), field=titles[name].lower())
    return show(figure, frame, title=title, reading="")
