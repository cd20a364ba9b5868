"""What learning systems call the columns of their rosters: which one is the id, which are names, who is no student."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

ID = "id"
# Spellings of the standard fields, in the order in which they are believed.
FIELDS = {
    "first_name": (
        *("first_name", "first name", "firstname", "given name", "vorname", "ім'я", "ім’я", "prénom", "nombre", "imię"),
    ),
    "last_name": (
        *("last_name", "last name", "lastname", "surname", "family name", "nachname", "прізвище", "nom de famille"),
        *("apellido(s)", "nazwisko"),
    ),
    "name": (
        *("name", "full name", "student", "student name", "display name", "vollständiger name", "nom complet"),
        *("nombre completo", "imię i nazwisko", "повне ім'я", "повне ім’я", "піб", "студент"),
    ),
    "email": (
        *("email", "email address", "e-mail", "e-mail address", "e-mail-adresse", "mail", "електронна пошта"),
        *("adresse de courriel", "dirección de correo", "adres e-mail", "student email", "пошта"),
    ),
    "lms_id": ("lms_id", "canvas id", "identifier", "user id"),
    "login": ("github_username", "github username", "github", "gitlab username"),
    "section": (
        *("section", "sections", "group", "groups", "група", "групи", "gruppe", "gruppen", "groupe", "groupes"),
        *("grupo", "grupos", "grupa", "grupy", "abschnitt", "sección"),
    ),
}
# Columns that can name a student, the best first. Canvas' own number and Moodle's of a participant come last: they say
# nothing to a human.
IDS = (
    ID,
    *("student_id", "sis login id", "username", "user name", "login", "login id", "login name", "netid", "логін"),
    *("benutzername", "anmeldename", "nom d'utilisateur", "nombre de usuario", "nazwa użytkownika", "ім'я користувача"),
    *("sis user id", "sis id", "student id", "student number", "student no", "sid", "orgdefinedid", "id number"),
    *("id-nummer", "numéro d'identification", "número de id", "numer id", "ідентифікаційний номер"),
    *("matriculation number", "matrikelnummer", "matrikelnr", "matrnr", "numéro d'étudiant", "nutzernamen", "nutzername"),
    *FIELDS["email"],
    *("user id", "canvas id", "identifier"),
)
SYSTEMS = {
    "GitHub Classroom": lambda names: "github_username" in names,
    "Canvas": lambda names: "canvas id" in names,
    "Gradescope": lambda names: "sid" in names,
    "Brightspace": lambda names: "orgdefinedid" in names,
    "Blackboard": lambda names: (
        {"username", "last name"} <= names and names & {"availability", "available", "last access", "student id"}
    ),
    "Moodle": lambda names: (
        "identifier" in names or {"first name", "email address"} <= names or _is_moodle_in_another_language(names)
    ),
}
STAFF = {
    *("instructor", "ta", "teaching assistant", "reader", "teacher", "non-editing teacher", "manager", "designer"),
    *("observer", "course builder", "grader", "student view"),  # Canvas' student view is the test student
    *("викладач", "асистент", "trainer/in", "enseignant", "profesor", "prowadzący", "kursadministrator", "kurstutor"),
}
ROLES = ("role", "roles", "rolle", "ролі", "rollen", "rôles", "role w kursie")
PREVIEW = re.compile(r".*_previewuser", re.I)
# Canvas signs the test student in with a hash; its name is translated.
TEST_LOGIN = re.compile(r"[0-9a-f]{40}")
SIS = re.compile(r"\bsi[sg]\b")  # what Canvas calls an institution's own system, in any of its languages
# Rows with the facts of an assignment, as Google Classroom has them above and below the class.
SUMMARIES = {"date", "points", "class average", "average", "points possible", "out of", "total"}
# What a spreadsheet adds up below the class: "Total", "Total: 25", "25 students".
SUM = re.compile(
    r"(?:grand )?(?:total|sum|count|average|mean|summe|gesamt|gesamtzahl|insgesamt|anzahl|mittelwert|suma|razem|somme|moyenne"
    r"|разом|усього|всього|итого)(?: (?:number )?(?:of )?(?:students|participants|studierende|teilnehmer))?"
    r"\s*:?\s*[\d.,]*|\d+ (?:students|participants|rows|studierende|teilnehmer)",
    re.I,
)
NUMBER = re.compile(r"[\d.,%]+")
PARTICIPANT = re.compile(
    r"(?:participant|teilnehmer(?:/in)?|participante|uczestnik|учасник|участник|partecipante|deelnemer)\s*(\d+)", re.I
)
AS_TEXT = re.compile(r'="(.*)"|\'(\d.*)')  # how spreadsheets are kept from making a number of an id


def _is_moodle_in_another_language(names: set[str]) -> bool:
    """A list of participants: first name, e-mail address and roles."""
    return all(names & set(spelt) for spelt in (FIELDS["first_name"], FIELDS["email"], ROLES))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


# "StudentID", "Student No." and "E Mail" are the spelling that has the same letters.
KNOWN = (*IDS, *(one for spelt in FIELDS.values() for one in spelt))
_SPELT = {_letters(name): name for name in KNOWN}


def known_names(header: Iterable[str], rows: Sequence[Sequence[str]] = ()) -> list[str]:
    """The columns in one spelling: small letters, single blanks; Canvas' column ID, its own number, as 'canvas id'.

    Args:
        header: the columns as the file calls them.
        rows: the cells below; a column that holds nothing but numbers of Moodle's participants is its 'identifier'.
    """
    names = [unicodedata.normalize("NFC", " ".join(name.split()).casefold()) for name in header]
    names = [name if name in KNOWN else _SPELT.get(_letters(name), name) for name in names]
    if "student" in names and ID in names and ({"section", "sis user id", "sis login id"} & set(names)):
        names[names.index(ID)] = "canvas id"
    elif names[1:2] == [ID] and (own := [place for place, name in enumerate(names) if place > 1 and SIS.search(name)]):
        names[:2] = ["student", "canvas id"]
        for place, name in zip(own, ("sis user id", "sis login id") if len(own) > 1 else ("sis login id",)):
            names[place] = name
    if rows and ID in names:
        place = names.index(ID)
        if all(PARTICIPANT.fullmatch(cells[place]) for cells in rows):
            names[place] = "identifier"
    return names


def system_of(names: Iterable[str]) -> str:
    """Which system wrote a roster with these columns; 'CSV' for any other."""
    names = set(names)
    return next((system for system, is_its in SYSTEMS.items() if is_its(names)), "CSV")


def id_of(row: Mapping[str, str], column: str) -> str:
    """What a row has in a column that can name a student, without what systems and spreadsheets put around it."""
    text = row.get(column, "")
    if as_text := AS_TEXT.fullmatch(text):
        text = as_text[1] or as_text[2] or ""
    if column in ("identifier", "lms_id") and (participant := PARTICIPANT.fullmatch(text)):
        text = participant[1]
    if "orgdefinedid" in row:  # Brightspace puts a '#' before ids
        text = text.removeprefix("#")
    return unicodedata.normalize("NFC", text)


def no_student(row: Mapping[str, str], system: str) -> str:
    """Why a row is no student's: the word for it, or nothing."""
    name = row.get("student", "")
    if system == "Canvas":
        own = ("canvas id", "sis user id", "sis login id")
        if name.casefold() == "points possible" or not any(row.get(one) for one in own):  # its name is translated
            return "Points Possible" if name else "Manual Posting"
        if name.casefold() in ("student, test", "test student") or TEST_LOGIN.fullmatch(row.get("sis login id", "")):
            return "test student"
    if system == "Blackboard" and PREVIEW.fullmatch(row.get("username", "")):
        return "preview user"
    if is_sum(row):
        return "a sum"
    if not any(row.get(one) for one in IDS) and (
        fact := next((one for one in row.values() if one.casefold() in SUMMARIES), "")
    ):
        return fact
    role = next((row[one] for one in ROLES if row.get(one)), "")
    return role if role.casefold() in STAFF else ""


def is_sum(row: Mapping[str, str], above: int | None = None) -> bool:
    """Whether a row holds the word for a sum over the class, nothing but numbers besides, and no id, since Sum is a surname too.

    Args:
        row: the cells.
        above: how many students stand above the row, if it is the last; this number in the place of the id is none.
    """
    words = {cell for cell in row.values() if cell and not NUMBER.fullmatch(cell)}
    ids = {row[one] for one in IDS if row.get(one)} - {str(above)}
    return len(words) == 1 and ids <= words and all(map(SUM.fullmatch, words))


def standard_fields(row: Mapping[str, str]) -> dict[str, str]:
    """The fields of :data:`FIELDS` that a row fills; 'Last, First' is split."""
    found = {}
    for field, spellings in FIELDS.items():
        value = next((row[one] for one in spellings if row.get(one)), "")
        if value:
            found[field] = value
    if "lms_id" in found:
        found["lms_id"] = id_of(found, "lms_id")
    if "," in found.get("name", "") and not {"first_name", "last_name"} & found.keys():
        last, _, first = (part.strip() for part in found["name"].partition(","))
        found |= {"first_name": first, "last_name": last, "name": f"{first} {last}".strip()}
    return found
