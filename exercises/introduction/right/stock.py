# %% a loop
def stock(table, start):
    absent, found = start, []
    for left, returned in zip(table["left"], table["returned"]):
        absent = absent + left - returned
        found.append(absent)
    return table.assign(absent=found)


my_absent = stock(flows, given["start"]).iloc[-1]["absent"]

# %% two running sums
def stock(table, start):
    table = table.copy()
    table["absent"] = table["left"].cumsum() - table["returned"].cumsum() + start
    return table


my_absent = given["start"] + int(flows["left"].sum()) - int(flows["returned"].sum())
