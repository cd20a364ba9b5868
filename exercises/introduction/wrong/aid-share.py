# %% leaves the currencies as they are
# feedback: The currencies are not brought to one
def aid_share(table, donor, part, whole, usd_per_eur):
    sums = table[table["donor"] == donor].set_index("definition")["billion"]
    return 100 * sums[part] / sums[whole]


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% multiplies by the rate
# feedback: dollars make fewer euros
def aid_share(table, donor, part, whole, usd_per_eur):
    euros = table["billion"].where(table["currency"] == "EUR", table["billion"] * usd_per_eur)
    sums = euros[table["donor"] == donor].groupby(table["definition"]).sum()
    return 100 * sums[part] / sums[whole]


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% upside down
# feedback: the whole as a share of the part
def aid_share(table, donor, part, whole, usd_per_eur):
    euros = table["billion"].where(table["currency"] == "EUR", table["billion"] / usd_per_eur)
    sums = euros[table["donor"] == donor].groupby(table["definition"]).sum()
    return 100 * sums[whole] / sums[part]


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% a share of one
# feedback: asked for is per cent
def aid_share(table, donor, part, whole, usd_per_eur):
    euros = table["billion"].where(table["currency"] == "EUR", table["billion"] / usd_per_eur)
    sums = euros[table["donor"] == donor].groupby(table["definition"]).sum()
    return sums[part] / sums[whole]


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% adds up the donors
# feedback: The donors are added up
def aid_share(table, donor, part, whole, usd_per_eur):
    euros = table["billion"].where(table["currency"] == "EUR", table["billion"] / usd_per_eur)
    sums = euros.groupby(table["definition"]).sum()
    return 100 * sums[part] / sums[whole]


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% changes the sum that it thinks is in dollars, whatever the table says
# feedback: aid_share(
def aid_share(table, donor, part, whole, usd_per_eur):
    sums = table[table["donor"] == donor].set_index("definition")["billion"]
    return 100 * sums[part] / (sums[whole] / usd_per_eur)


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% rounded
# feedback: seems to be rounded
def aid_share(table, donor, part, whole, usd_per_eur):
    euros = table["billion"].where(table["currency"] == "EUR", table["billion"] / usd_per_eur)
    sums = euros[table["donor"] == donor].groupby(table["definition"]).sum()
    return round(100 * sums[part] / sums[whole])


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% the function is right, what is kept of it is rounded
# feedback: seems to be rounded
def aid_share(table, donor, part, whole, usd_per_eur):
    euros = table["billion"].where(table["currency"] == "EUR", table["billion"] / usd_per_eur)
    sums = euros[table["donor"] == donor].groupby(table["definition"]).sum()
    return 100 * sums[part] / sums[whole]


my_share = round(aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"]))
