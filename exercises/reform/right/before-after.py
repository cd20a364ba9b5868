# %% a dictionary
def before_after(table, month, width):
    count = dict(zip(table["month"], table["cases"]))
    sides = []
    for way in (-1, 1):
        months = [str(pd.Period(month) + way * step) for step in range(1, width + 1)]
        if any(name not in count for name in months):
            return None
        sides.append(sum(count[name] for name in months) / width)
    before, after = sides
    return 100 * (after - before) / before


my_change = before_after(both, given["event"], given["width"])

# %% dates and a filter
def before_after(table, month, width):
    table = table.assign(date=pd.to_datetime(table["month"], format="%Y-%m"))
    event = pd.to_datetime(month, format="%Y-%m")
    first, last = event - pd.DateOffset(months=width), event + pd.DateOffset(months=width)
    before = table.loc[(table["date"] >= first) & (table["date"] < event), "cases"]
    after = table.loc[(table["date"] > event) & (table["date"] <= last), "cases"]
    if len(before) != width or len(after) != width:
        return None
    return float(after.mean() / before.mean() * 100 - 100)


my_change = before_after(both, given["event"], given["width"])
