"""The true table into which the error hunt of the personal stories plants faults."""

import pandas as pd
from coursebook.evidence import number, row

# Key, offence, period in words, length of the period, its last year, where the figure stands, and the parts it is the sum of.
ROWS = [
    ("a-early", "AWOL", "January to February 2022", "part", 2022, None, ()),
    ("a-later", "AWOL", "March to December 2022", "part", 2022, "ogp407-2022-mar-dec", ()),
    ("a-2022", "AWOL", "2022", "year", 2022, "ogp407-2022", ("a-early", "a-later")),
    ("a-2023-9m", "AWOL", "January to September 2023", "nine months", 2023, "ogp-2023-9m-407", ()),
    ("a-2023", "AWOL", "2023", "year", 2023, "ogp407-2023", ()),
    ("a-2024-4m", "AWOL", "January to April 2024", "four months", 2024, "ogp-2024-4m-407", ()),
    ("a-2024-9m", "AWOL", "January to September 2024", "nine months", 2024, "ogp-2024-9m-407", ()),
    ("a-2024", "AWOL", "2024", "year", 2024, "ogp407-2024", ()),
    ("a-2025", "AWOL", "January to July 2025", "part", 2025, "ogp407-2025-7m", ()),
    ("a-all", "AWOL", "2022 to July 2025", "all", 2025, "ogp407-cum-2025-07", ("a-2022", "a-2023", "a-2024", "a-2025")),
    ("d-2022", "desertion", "March to December 2022", "year", 2022, "ogp408-2022", ()),
    ("d-2023-9m", "desertion", "January to September 2023", "nine months", 2023, "ogp-2023-9m-408", ()),
    ("d-2023", "desertion", "2023", "year", 2023, "ogp408-2023", ()),
    ("d-2024-4m", "desertion", "January to April 2024", "four months", 2024, "ogp-2024-4m-408", ()),
    ("d-2024-9m", "desertion", "January to September 2024", "nine months", 2024, "ogp-2024-9m-408", ()),
    ("d-2024", "desertion", "2024", "year", 2024, "ogp408-2024", ()),
    ("d-all", "desertion", "2022 to July 2025", "all", 2025, "ogp408-cum-2025-07", ()),
    ("b-2024-4m", "both", "January to April 2024", "both", 2024, "ogp-2024-4m", ("a-2024-4m", "d-2024-4m")),
]


def register() -> pd.DataFrame:
    """Proceedings that prosecutors registered, by offence and period, with the totals that their parts make."""
    listed = []
    for key, offence, period, length, year, id, parts in ROWS:
        figure = row(id).value if id else number("awol-early-2022").value
        listed.append(
            {
                "offence": offence,
                "period": period,
                "counted": "proceedings",
                "figure": int(figure),
                "_key": key,
                "_length": length,
                "_year": year,
                "_parts": parts,
            }
        )
    return pd.DataFrame(listed)
