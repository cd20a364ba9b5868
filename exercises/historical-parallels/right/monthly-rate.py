# %% a loop over the years
def monthly_rate(cases, strength):
    rows = []
    for year, soldiers in zip(strength["year"], strength["soldiers"]):
        part = cases[cases["year"] == year]
        if len(part):
            rows.append({"year": year, "rate": (part["cases"] / part["months"]).sum() / (soldiers / 1000)})
    return pd.DataFrame(rows)

# %% one column for each offence
def monthly_rate(cases, strength):
    wide = cases.assign(mean=cases["cases"] / cases["months"]).pivot(index="year", columns="offence", values="mean")
    rate = 1000 * wide.sum(axis=1) / strength.set_index("year")["soldiers"]
    return rate.dropna().rename("rate").reset_index()
