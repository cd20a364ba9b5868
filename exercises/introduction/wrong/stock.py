# %% the change of each month
# feedback: these are the changes of each month
def stock(table, start):
    return table.assign(absent=table["left"] - table["returned"])


my_absent = stock(flows, given["start"])["absent"].iloc[-1]

# %% no stock at the start
# feedback: those who were absent at the start are left out
def stock(table, start):
    return table.assign(absent=(table["left"] - table["returned"]).cumsum())


my_absent = stock(flows, given["start"])["absent"].iloc[-1]

# %% begins anew each month
# feedback: each month begins with the start again
def stock(table, start):
    return table.assign(absent=start + table["left"] - table["returned"])


my_absent = stock(flows, given["start"])["absent"].iloc[-1]

# %% nobody comes back
# feedback: nobody comes back
def stock(table, start):
    return table.assign(absent=start + table["left"].cumsum())


my_absent = stock(flows, given["start"])["absent"].iloc[-1]

# %% returns added
# feedback: are added instead of taken off
def stock(table, start):
    return table.assign(absent=start + (table["left"] + table["returned"]).cumsum())


my_absent = stock(flows, given["start"])["absent"].iloc[-1]

# %% before the month instead of after it
# feedback: before the month and not after it
def stock(table, start):
    change = (table["left"] - table["returned"]).cumsum()
    return table.assign(absent=start + change.shift(fill_value=0))


my_absent = stock(flows, given["start"])["absent"].iloc[-1]

# %% the function is right, the value is the sum of those who left
# feedback: my_absent is
def stock(table, start):
    return table.assign(absent=start + (table["left"] - table["returned"]).cumsum())


my_absent = flows["left"].sum()
