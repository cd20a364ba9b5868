# %% spans of any length
# feedback: is not brought to a year
def per_thousand(table):
    return table.assign(rate=1000 * table["deserters"] / table["soldiers"])


# %% for a month
# feedback: these are rates for a month
def per_thousand(table):
    return table.assign(rate=1000 * table["deserters"] / table["soldiers"] / table["months"])


# %% the months the wrong way round
# feedback: the months are the wrong way round
def per_thousand(table):
    return table.assign(rate=1000 * table["deserters"] / table["soldiers"] * table["months"] / 12)


# %% per hundred
# feedback: this is per hundred soldiers
def per_thousand(table):
    return table.assign(rate=100 * table["deserters"] / table["soldiers"] * 12 / table["months"])


# %% per soldier
# feedback: this is per soldier
def per_thousand(table):
    return table.assign(rate=table["deserters"] / table["soldiers"] * 12 / table["months"])


# %% upside down
# feedback: soldiers for each deserter
def per_thousand(table):
    return table.assign(rate=table["soldiers"] / table["deserters"] * table["months"] / 12)


# %% rounded
# feedback: seems to be rounded
def per_thousand(table):
    return table.assign(rate=(1000 * table["deserters"] / table["soldiers"] * 12 / table["months"]).round())
