"""The true tables into which the error hunts of the reform chapter plant faults."""

import pandas as pd
from coursebook.evidence import load

OFFENCES = {"awol": "AWOL", "desertion": "desertion", "both": "both offences"}


def months() -> pd.DataFrame:
    """Cases registered in each month from September 2024, by offence; a month that was never printed is blank."""
    monthly = load("ukraine_cases_monthly")
    table = monthly.pivot(index="month", columns="offence", values="value").astype("Float64").asfreq("MS")
    table = table.loc["2024-09":]
    spans = {"awol": table.index, "desertion": table.index[:4], "both": table.index[4:]}
    listed = [
        {"month": f"{month:%B %Y}", "offence": OFFENCES[offence], "cases": table.at[month, offence], "_order": month}
        for offence, span in spans.items()
        for month in span
    ]
    return pd.DataFrame(listed).astype({"cases": "Float64"})


def aid() -> pd.DataFrame:
    """Aid of each year by donor and kind, as the Kiel Institute counts it."""
    table = load("aid_yearly")
    kinds = ("military", "financial", "humanitarian")
    return pd.DataFrame(
        {
            "donor": table["donor"].replace("all", "all donors"),
            "kind": table["kind"],
            "year": table["year"].astype(int),
            "money": table["definition"],
            "amount": table["value"].astype(float),
            "unit": table["unit"],
            "_key": table["id"],
            "_parts": [
                tuple(f"{id}-{kind}" for kind in kinds) if donor == "all" and kind_ == "total" else ()
                for id, donor, kind_ in zip(table["id"], table["donor"], table["kind"], strict=True)
            ],
        }
    )
