# %% a column of euros, two rows
def aid_share(table, donor, part, whole, usd_per_eur):
    rows = table[table["donor"] == donor].set_index("definition")
    euros = {}
    for definition in (part, whole):
        row = rows.loc[definition]
        euros[definition] = row["billion"] / usd_per_eur if row["currency"] == "USD" else row["billion"]
    return euros[part] / euros[whole] * 100


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])

# %% a rate for each currency
def aid_share(table, donor, part, whole, usd_per_eur):
    euros = table["billion"] * table["currency"].map({"EUR": 1, "USD": 1 / usd_per_eur})
    sums = table.assign(euros=euros).query("donor == @donor").set_index("definition")["euros"]
    return 100 * sums.loc[part] / sums.loc[whole]


my_share = aid_share(aid, given["donor"], given["part"], given["whole"], given["usd_per_eur"])
