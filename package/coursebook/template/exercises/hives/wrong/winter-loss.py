# %% a share of one
# feedback: asked for is per cent
def winter_loss(table, district, autumn, spring):
    counts = table[table["district"] == district].set_index("month")["colonies"]
    return 1 - counts[spring] / counts[autumn]


my_loss = winter_loss(colonies, given["district"], given["autumn"], given["spring"])

# %% the share that lived
# feedback: the share that lived
def winter_loss(table, district, autumn, spring):
    counts = table[table["district"] == district].set_index("month")["colonies"]
    return 100 * counts[spring] / counts[autumn]


my_loss = winter_loss(colonies, given["district"], given["autumn"], given["spring"])

# %% divides by the survivors
# feedback: Those at risk are the colonies of autumn
def winter_loss(table, district, autumn, spring):
    counts = table[table["district"] == district].set_index("month")["colonies"]
    return 100 * (counts[autumn] - counts[spring]) / counts[spring]


my_loss = winter_loss(colonies, given["district"], given["autumn"], given["spring"])

# %% adds up the districts
# feedback: The districts are added up
def winter_loss(table, district, autumn, spring):
    counts = table.groupby("month")["colonies"].sum()
    return 100 * (1 - counts[spring] / counts[autumn])


my_loss = winter_loss(colonies, given["district"], given["autumn"], given["spring"])

# %% the function is right, what is kept of it is rounded
# feedback: seems to be rounded
def winter_loss(table, district, autumn, spring):
    counts = table[table["district"] == district].set_index("month")["colonies"]
    return 100 * (1 - counts[spring] / counts[autumn])


my_loss = round(winter_loss(colonies, given["district"], given["autumn"], given["spring"]))
