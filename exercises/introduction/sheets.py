"""The true tables into which the error hunts of the introduction plant faults."""

import pandas as pd
from coursebook.exercises.variants import written

STEPS = {"registered": "registered", "suspicion": "suspicion served", "court": "sent to court", "sentenced": "sentenced"}
OFFENCES = {"awol": "AWOL", "desertion": "desertion"}


def stages() -> pd.DataFrame:
    """Cases of absence and desertion in both countries, by the step of procedure that each figure counts."""
    ukraine = written("ukraine_cases_by_stage").assign(country="Ukraine")
    russia = written("russia_cases_by_stage").assign(country="Russia")
    both = pd.concat([ukraine[ukraine["unit"] != "%"], russia])
    both = both[both["offence"].isin(OFFENCES) & both["stage"].isin(STEPS)]
    return pd.DataFrame(
        {
            "country": both["country"],
            "offence": both["offence"].map(OFFENCES),
            "step": both["stage"].map(STEPS),
            "counted": both["counted"],
            "from": both["start"],
            "to": both["end"],
            "figure": both["value"].astype(int),
        }
    )


def aid() -> pd.DataFrame:
    """Aid to Ukraine as several counters print it: what kind of money, in which currency, over which time."""
    table = written("aid_totals")
    return pd.DataFrame(
        {
            "donor": table["donor"],
            "money": table["definition"],
            "from": table["start"],
            "to": table["end"],
            "counted by": table["counter"],
            "amount": table["value"].astype(float),
            "unit": table["unit"],
        }
    )
