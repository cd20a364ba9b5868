# %% a merge
def same_stage(table, stage):
    rows = table[table["stage"] == stage]
    russia, ukraine = rows[rows["country"] == "Russia"], rows[rows["country"] == "Ukraine"]
    both = russia.merge(ukraine, on="offence", suffixes=("_r", "_u"))
    both["ratio"] = both["cases_r"] / both["cases_u"]
    return both[["offence", "ratio"]]


# %% a loop
def same_stage(table, stage):
    counts = {(row.country, row.offence): row.cases for row in table.itertuples() if row.stage == stage}
    found = []
    for country, offence in counts:
        if country == "Ukraine" and ("Russia", offence) in counts:
            found.append({"offence": offence, "ratio": counts["Russia", offence] / counts[country, offence]})
    return pd.DataFrame(found, columns=["offence", "ratio"])
