# %% compares each row with the row above
# feedback: months between them are missing
def changes(table):
    rows = table.sort_values("month")
    return rows.assign(change=100 * rows["cases"].pct_change())[["month", "change"]].dropna()

# %% gives shares of one
# feedback: asked for is per cent
def changes(table):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    change = (cases / cases.set_axis(cases.index + 1) - 1).dropna()
    return pd.DataFrame({"month": change.index.astype(str), "change": change.to_numpy()})

# %% gives the number of cases
# feedback: the number of cases by which a month differs
def changes(table):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    change = (cases - cases.set_axis(cases.index + 1)).dropna()
    return pd.DataFrame({"month": change.index.astype(str), "change": change.to_numpy()})

# %% divides by the later month
# feedback: Divide by the month before
def changes(table):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    change = (100 * (1 - cases.set_axis(cases.index + 1) / cases)).dropna()
    return pd.DataFrame({"month": change.index.astype(str), "change": change.to_numpy()})

# %% forgets to take off the whole
# feedback: asked for is the change
def changes(table):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    change = (100 * cases / cases.set_axis(cases.index + 1)).dropna()
    return pd.DataFrame({"month": change.index.astype(str), "change": change.to_numpy()})

# %% writes the change to the month before it
# feedback: stands at the month before it
def changes(table):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    change = (100 * (cases.set_axis(cases.index - 1) / cases - 1)).dropna()
    return pd.DataFrame({"month": change.index.astype(str), "change": change.to_numpy()})

# %% looks for the month before within the same year
# feedback: December of the year before
def changes(table):
    count = dict(zip(table["month"], table["cases"]))
    rows = []
    for month, cases in count.items():
        before = f"{month[:4]}-{int(month[5:]) - 1:02}"
        if before in count:
            rows.append((month, 100 * (cases / count[before] - 1)))
    return pd.DataFrame(rows, columns=["month", "change"])

# %% fills the gaps with zeros
# feedback: does not belong
def changes(table):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    every = cases.reindex(pd.period_range(cases.index.min(), cases.index.max(), freq="M"), fill_value=0)
    change = (100 * (every / every.shift() - 1)).dropna()
    return pd.DataFrame({"month": change.index.astype(str), "change": change.to_numpy()})

# %% rounded
# feedback: seems to be rounded
def changes(table):
    count = dict(zip(table["month"], table["cases"]))
    rows = []
    for month in count:
        before = str(pd.Period(month) - 1)
        if before in count:
            rows.append({"month": month, "change": round(100 * (count[month] / count[before] - 1), 1)})
    return pd.DataFrame(rows)
