"""The true table into which the error hunt of the capstone plants faults: figures of many tables side by side."""

import pandas as pd
from coursebook.evidence import row

# Row id, what it counts, for which period, and at which step; the unit comes from the row.
ROWS = [
    ("ogp407-2023", "AWOL", "2023", "registered"),
    ("ogp407-2024", "AWOL", "2024", "registered"),
    ("ogp-2024-9m-407", "AWOL", "January to September 2024", "registered"),
    ("sentences-407-jan-sep-2024", "AWOL", "January to September 2024", "sentenced"),
    ("ogp407-2025-7m", "AWOL", "January to July 2025", "registered"),
    ("court-407", "AWOL", "January 2022 to August 2025", "sent to court"),
    ("ogp408-2023", "desertion", "2023", "registered"),
    ("ogp408-2024", "desertion", "2024", "registered"),
    ("ogp-2024-9m-408", "desertion", "January to September 2024", "registered"),
    ("sentences-408-jan-sep-2024", "desertion", "January to September 2024", "sentenced"),
    ("court-408", "desertion", "January 2022 to August 2025", "sent to court"),
    ("ogp-cum-2025-10", "both offences", "January 2022 to October 2025", "registered"),
    ("ru-medz-2024-06-awol", "AWOL, Russia", "September 2022 to June 2024", "sent to court"),
    ("ru-medz-2025-05-awol", "AWOL, Russia", "September 2022 to May 2025", "sent to court"),
    ("ru-medz-2025-05-desertion", "desertion, Russia", "September 2022 to May 2025", "sent to court"),
    ("returned-2025-08", "soldiers returned after AWOL", "November 2024 to August 2025", "not a step"),
    ("awol-stock-2026-01", "soldiers absent at one moment", "January 2026", "not a step"),
    ("army-strength-2025", "strength of the army", "January 2025", "not a step"),
    ("cfr-175", "aid, United States, voted", "2022 to April 2024", "not a step"),
    ("kiel-cum-2025-10-us", "aid, United States, set aside", "January 2022 to October 2025", "not a step"),
    ("kiel-cum-2025-10-europe", "aid, Europe, set aside", "January 2022 to October 2025", "not a step"),
]


def digest() -> pd.DataFrame:
    """Figures of the whole book, one a row, as a press digest would set them out."""
    listed = [
        {
            "what": what,
            "period": period,
            "step": step,
            "figure": float(row(id).value),
            "unit": row(id).unit,
        }
        for id, what, period, step in ROWS
    ]
    return pd.DataFrame(listed)
