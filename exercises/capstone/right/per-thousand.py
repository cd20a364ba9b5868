# %% years first
def per_thousand(table):
    years = table["months"] / 12
    return table.assign(rate=table["deserters"] / years / (table["soldiers"] / 1000))


# %% row by row
def per_thousand(table):
    table = table.copy()
    rates = []
    for deserters, soldiers, months in zip(table["deserters"], table["soldiers"], table["months"]):
        rates.append(deserters * 12000 / months / soldiers)
    table["rate"] = rates
    return table
