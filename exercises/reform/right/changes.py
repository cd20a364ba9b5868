# %% an index of months, moved by one
def changes(table):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    before = cases.set_axis(cases.index + 1)
    change = (100 * (cases / before - 1)).dropna()
    return pd.DataFrame({"month": change.index.astype(str), "change": change.to_numpy()})

# %% gaps filled with missing values, then pct_change
def changes(table):
    dates = pd.to_datetime(table["month"], format="%Y-%m")
    cases = pd.Series(table["cases"].astype(float).to_numpy(), index=dates).sort_index().asfreq("MS")
    change = (100 * (cases / cases.shift(1) - 1)).dropna()
    return pd.DataFrame({"change": change.to_numpy(), "month": change.index.strftime("%Y-%m")})

# %% a merge of the table with itself
def changes(table):
    before = table.assign(month=[str(pd.Period(month) + 1) for month in table["month"]])
    pairs = table.merge(before, on="month", suffixes=("", "_before"))
    pairs["change"] = (pairs["cases"] / pairs["cases_before"] - 1) * 100
    return pairs[["month", "change"]]
