# %% the month of the event counts as after
# feedback: counted as after
def before_after(table, month, width):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    event = pd.Period(month)
    before = cases.reindex([event - step for step in range(1, width + 1)])
    after = cases.reindex([event + step for step in range(width)])
    if before.hasnans or after.hasnans:
        return None
    return 100 * (after.mean() / before.mean() - 1)


my_change = before_after(both, given["event"], given["width"])

# %% the month of the event counts as before
# feedback: counted as before
def before_after(table, month, width):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    event = pd.Period(month)
    before = cases.reindex([event - step for step in range(width)])
    after = cases.reindex([event + step for step in range(1, width + 1)])
    if before.hasnans or after.hasnans:
        return None
    return 100 * (after.mean() / before.mean() - 1)


my_change = before_after(both, given["event"], given["width"])

# %% a difference in cases
# feedback: a difference in cases
def before_after(table, month, width):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    event = pd.Period(month)
    before = cases.reindex([event - step for step in range(1, width + 1)])
    after = cases.reindex([event + step for step in range(1, width + 1)])
    if before.hasnans or after.hasnans:
        return None
    return after.mean() - before.mean()


my_change = before_after(both, given["event"], given["width"])

# %% a share of the later mean
# feedback: divide by the mean before
def before_after(table, month, width):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    event = pd.Period(month)
    before = cases.reindex([event - step for step in range(1, width + 1)])
    after = cases.reindex([event + step for step in range(1, width + 1)])
    if before.hasnans or after.hasnans:
        return None
    return 100 * (after.mean() - before.mean()) / after.mean()


my_change = before_after(both, given["event"], given["width"])

# %% a missing month is passed over
# feedback: then the function returns None
def before_after(table, month, width):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    event = pd.Period(month)
    before = cases.reindex([event - step for step in range(1, width + 1)])
    after = cases.reindex([event + step for step in range(1, width + 1)])
    return 100 * (after.mean() / before.mean() - 1)


my_change = before_after(both, given["event"], given["width"])

# %% the neighbouring months alone
# feedback: Only one month on each side
def before_after(table, month, width):
    cases = table.set_index(pd.PeriodIndex(table["month"], freq="M"))["cases"].astype(float)
    event = pd.Period(month)
    if event - 1 not in cases.index or event + 1 not in cases.index or event + width not in cases.index:
        return None
    return 100 * (cases[event + 1] / cases[event - 1] - 1)


my_change = before_after(both, given["event"], given["width"])

# %% all months after instead of a window
# feedback: Every later month
def before_after(table, month, width):
    before = table[table["month"] < month].sort_values("month")["cases"].tail(width)
    after = table[table["month"] > month]["cases"]
    if len(before) < width or len(after) < width:
        return None
    return 100 * (after.mean() / before.mean() - 1)


my_change = before_after(both, given["event"], given["width"])

# %% neighbouring rows instead of months
# feedback: no other month takes its place
def before_after(table, month, width):
    before = table[table["month"] < month].sort_values("month")["cases"].tail(width)
    after = table[table["month"] > month].sort_values("month")["cases"].head(width)
    if len(before) < width or len(after) < width:
        return None
    return 100 * (after.mean() / before.mean() - 1)


my_change = before_after(both, given["event"], given["width"])

# %% rounded
# feedback: seems to be rounded
def before_after(table, month, width):
    cases = dict(zip(table["month"], table["cases"]))
    early, late = ([str(pd.Period(month) + sign * step) for step in range(1, width + 1)] for sign in (-1, 1))
    if not {*early, *late} <= set(cases):
        return None
    return round(100 * (sum(map(cases.get, late)) / sum(map(cases.get, early)) - 1), 1)


my_change = before_after(both, given["event"], given["width"])
