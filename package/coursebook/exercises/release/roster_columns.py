"""What learning systems call the columns of their rosters: which one is the id, which are names, who is no student."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

ID = "id"
# Spellings of the standard fields, in the order in which they are believed.
FIELDS = {
    "first_name": (
        "first_name",
        "first name",
        "firstname",
        "given name",
        "vorname",
        "ім'я",
        "ім’я",
        "prénom",
        "nombre",
        "imię",
    ),
    "last_name": (
        "last_name",
        "last name",
        "lastname",
        "surname",
        "family name",
        "nachname",
        "прізвище",
        "nom de famille",
        "apellido(s)",
        "nazwisko",
    ),
    "name": ("name", "full name", "student", "student name", "display name"),
    "email": (
        *("email", "email address", "e-mail", "e-mail address", "e-mail-adresse", "mail", "електронна пошта"),
        *("adresse de courriel", "dirección de correo", "adres e-mail"),
    ),
    "lms_id": ("lms_id", "canvas id", "identifier", "user id"),
    "section": ("section", "sections", "group", "groups", "групи", "gruppen", "groupes", "grupos", "grupy"),
}
# Columns that can name a student, the best first. Canvas' own number and Moodle's of a participant come last: they say
# nothing to a human.
IDS = (
    ID,
    "student_id",
    "sis login id",
    "username",
    "user name",
    "login",
    "login id",
    "sis user id",
    "student id",
    "sid",
    "id number",
    "id-nummer",
    "matriculation number",
    "matrikelnummer",
    *FIELDS["email"],
    "canvas id",
    "identifier",
)
SYSTEMS = {
    "Canvas": lambda names: "canvas id" in names,
    "Gradescope": lambda names: "sid" in names,
    "Blackboard": lambda names: {"username", "last name"} <= names and names & {"availability", "last access", "student id"},
    "Moodle": lambda names: (
        "identifier" in names or {"first name", "email address"} <= names or _is_moodle_in_another_language(names)
    ),
}
STAFF = {
    "instructor",
    "ta",
    "teaching assistant",
    "reader",
    "teacher",
    "non-editing teacher",
    "manager",
    "designer",
    "observer",
}
STAFF |= {"викладач", "асистент", "trainer/in", "enseignant", "profesor", "prowadzący"}
ROLES = ("role", "roles", "ролі", "rollen", "rôles", "role w kursie")
PREVIEW = re.compile(r".*_previewuser", re.I)


def _is_moodle_in_another_language(names: set[str]) -> bool:
    """A list of participants: first name, e-mail address and roles."""
    return all(names & set(spelt) for spelt in (FIELDS["first_name"], FIELDS["email"], ROLES))


def known_names(header: Iterable[str]) -> list[str]:
    """The columns in one spelling: small letters, single blanks; Canvas' column ID, its own number, as 'canvas id'."""
    names = [" ".join(name.split()).casefold() for name in header]
    if "student" in names and ID in names and ({"section", "sis user id", "sis login id"} & set(names)):
        names[names.index(ID)] = "canvas id"
    return names


def system_of(names: Iterable[str]) -> str:
    """Which system wrote a roster with these columns; 'CSV' for any other."""
    names = set(names)
    return next((system for system, is_its in SYSTEMS.items() if is_its(names)), "CSV")


def no_student(row: Mapping[str, str], system: str) -> str:
    """Why a row is no student's: the word for it, or nothing."""
    name = row.get("student", "")
    if system == "Canvas":
        if name.casefold() == "points possible" or not row["canvas id"]:  # its name is translated
            return "Points Possible" if name else "Manual Posting"
        if name.casefold() in ("student, test", "test student"):
            return "test student"
    if system == "Blackboard" and PREVIEW.fullmatch(row.get("username", "")):
        return "preview user"
    role = next((row[one] for one in ROLES if row.get(one)), "")
    return role if role.casefold() in STAFF else ""


def standard_fields(row: Mapping[str, str]) -> dict[str, str]:
    """The fields of :data:`FIELDS` that a row fills; 'Last, First' is split."""
    found = {}
    for field, spellings in FIELDS.items():
        value = next((row[one] for one in spellings if row.get(one)), "")
        if value:
            found[field] = value
    if "lms_id" in found:
        # Moodle: 'Participant 12345'.
        found["lms_id"] = found["lms_id"].removeprefix("Participant ")
    if "," in found.get("name", "") and not {"first_name", "last_name"} & found.keys():
        last, _, first = (part.strip() for part in found["name"].partition(","))
        found |= {"first_name": first, "last_name": last, "name": f"{first} {last}".strip()}
    return found
