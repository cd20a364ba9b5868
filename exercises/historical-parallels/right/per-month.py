# %% a function for one row
def per_month(rates):
    def one(row):
        value = row["value"]
        if row["unit"].startswith("%"):
            value = value * 10
        return value / 12 if row["unit"].endswith("a year") else value

    return rates.assign(per_month=[one(row) for _, row in rates.iterrows()])

# %% changes the rows of each unit in turn
def per_month(rates):
    table = rates.copy()
    table["per_month"] = table["value"].astype(float)
    table.loc[table["unit"] == "% a year", "per_month"] *= 10
    table.loc[table["unit"] != "per 1,000 a month", "per_month"] /= 12
    return table
