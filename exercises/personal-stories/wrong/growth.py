# %% divides the totals
# feedback: totals divided
def growth(table, offence, first, last):
    rows = table[table["offence"] == offence].set_index("year")["cases"]
    return rows[last] / rows[first]


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% gives the increase
# feedback: times as many, less one
def growth(table, offence, first, last):
    rows = table[table["offence"] == offence].set_index("year")
    rate = rows["cases"] / rows["months"]
    return (rate[last] - rate[first]) / rate[first]


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% first year over last
# feedback: first year over the last
def growth(table, offence, first, last):
    rows = table[table["offence"] == offence].set_index("year")
    rate = rows["cases"] / rows["months"]
    return rate[first] / rate[last]


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% subtracts
# feedback: is a division
def growth(table, offence, first, last):
    rows = table[table["offence"] == offence].set_index("year")
    rate = rows["cases"] / rows["months"]
    return rate[last] - rate[first]


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% reads its own table instead of the one it is given
# feedback: growth(
def growth(table, offence, first, last):
    rows = cases[cases["offence"] == given["offence"]].set_index("year")
    rate = rows["cases"] / rows["months"]
    return rate[given["last"]] / rate[given["first"]]


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% lets the offences run together
# feedback: That is too
def growth(table, offence, first, last):
    years = table.groupby("year")[["cases", "months"]].sum()
    rate = years["cases"] / years["months"]
    return rate[last] / rate[first]


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% the function is right, the value is that of the other offence
# feedback: This is the other offence
def growth(table, offence, first, last):
    rows = table[table["offence"] == offence].set_index("year")
    rate = rows["cases"] / rows["months"]
    return rate[last] / rate[first]


other = "desertion" if given["offence"] == "awol" else "awol"
my_growth = growth(cases, other, given["first"], given["last"])

# %% rounded
# feedback: seems to be rounded
def growth(table, offence, first, last):
    rows = table[table["offence"] == offence].set_index("year")
    rate = rows["cases"] / rows["months"]
    return round(rate[last] / rate[first], 2)


my_growth = growth(cases, given["offence"], given["first"], given["last"])

# %% the function is right, what is kept of it is rounded
# feedback: seems to be rounded
def growth(table, offence, first, last):
    rows = table[table["offence"] == offence].set_index("year")
    rate = rows["cases"] / rows["months"]
    return rate[last] / rate[first]


my_growth = round(growth(cases, given["offence"], given["first"], given["last"]), 1)
