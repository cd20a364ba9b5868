# %% keeps repeated years first
def two_rules(table):
    repeated = table[table["year"].duplicated(keep=False)]
    return repeated.groupby("year")["rate"].agg(lambda rates: max(rates) / min(rates))


my_largest = float(two_rules(rates).max())

# %% a dictionary
def two_rules(table):
    found = {}
    for year in sorted(set(table["year"])):
        rates_of_year = table.loc[table["year"] == year, "rate"]
        if len(rates_of_year) >= 2:
            found[year] = rates_of_year.max() / rates_of_year.min()
    return pd.Series(found, dtype=float)


my_largest = max(two_rules(rates))

# %% a table of one column
def two_rules(table):
    ends = table.groupby("year")["rate"].agg(["min", "max", "count"]).query("count > 1")
    return (ends["max"] / ends["min"]).to_frame("times")


my_largest = two_rules(rates)["times"].max()
