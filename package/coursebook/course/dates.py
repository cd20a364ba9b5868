"""Meetings and due dates as an iCalendar file (RFC 5545), with the time zone, and ids that stay when a date moves."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from coursebook import project
from coursebook.course import workload
from coursebook.grading.course.course_file import CourseFile

PRODUCT = "-//coursebook//course//EN"


def calendar(file: CourseFile) -> tuple[bytes, int]:
    """The calendar, and how many dates it has.

    A second import moves what has changed: the id of a date is made of book, course, term and its place in the course file.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", file.term.title)
    events = []
    for number, week in enumerate(file.term.weeks, start=1):
        event = _event(file, f"weeks.{number}", week.title, week.begins)
        if isinstance(week.begins, datetime):
            event.add("dtend", week.begins + timedelta(minutes=week.minutes))
        events.append(event)
    for work in workload.works(file):
        if work.due:
            about = f"Points: {work.points:g}; minutes: {work.minutes:g}."
            events.append(_event(file, f"{work.table}.{work.set}", f"Due: {work.title}", work.due, about))
    for event in events:
        made.add_component(event)
    if file.term.weeks:
        # The whole year before the term is in it, so that each change of the clock has one before it.
        years = [week.day.year for week in file.term.weeks]
        made.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    return made.to_ical(), len(events)


def _event(file: CourseFile, place: str, summary: str, begins, about: str = "") -> Event:
    event = Event()
    names = (project.current().settings.book.slug, file.term.title, file.term.term, place)
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(names))))
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", begins)
    event.add("summary", summary)
    if about:
        event.add("description", about)
    return event
