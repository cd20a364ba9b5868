# %% subtracts first, then divides
def winter_loss(table, district, autumn, spring):
    own = table[table["district"] == district]
    before = own.loc[own["month"] == autumn, "colonies"].iloc[0]
    after = own.loc[own["month"] == spring, "colonies"].iloc[0]
    return (before - after) / before * 100


my_loss = winter_loss(colonies, given["district"], given["autumn"], given["spring"])

# %% a table with a column for each month
def winter_loss(table, district, autumn, spring):
    wide = table.pivot(index="district", columns="month", values="colonies")
    return 100 - 100 * wide.loc[district, spring] / wide.loc[district, autumn]


my_loss = winter_loss(colonies, given["district"], given["autumn"], given["spring"])
