# %% picks the two rows
def growth(table, offence, first, last):
    means = {}
    for year in (first, last):
        row = table[(table["offence"] == offence) & (table["year"] == year)].iloc[0]
        means[year] = row["cases"] / row["months"]
    return means[last] / means[first]


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% a pivot
def growth(table, offence, first, last):
    table = table.assign(mean=table["cases"] / table["months"])
    wide = table.pivot(index="year", columns="offence", values="mean")
    return float(wide.loc[last, offence] / wide.loc[first, offence])


my_growth = growth(cases, given["offence"], given["first"], given["last"])
