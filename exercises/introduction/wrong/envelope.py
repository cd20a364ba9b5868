# %% leaves out the single values
# feedback: with a single value is left out
def envelope(table, side, measure):
    rows = table[(table["side"] == side) & (table["measure"] == measure)]
    return rows["low"].min(), rows["high"].max()


my_envelope = envelope(estimates, "Ukraine", "killed")

# %% means of the ends
# feedback: means of the ends
def envelope(table, side, measure):
    rows = table[(table["side"] == side) & (table["measure"] == measure)]
    low, high = rows["low"].fillna(rows["value"]), rows["high"].fillna(rows["value"])
    return low.mean(), high.mean()


my_envelope = envelope(estimates, "Ukraine", "killed")

# %% what all estimates allow
# feedback: only what all estimates allow
def envelope(table, side, measure):
    rows = table[(table["side"] == side) & (table["measure"] == measure)]
    return rows["low"].max(), rows["high"].min()


my_envelope = envelope(estimates, "Ukraine", "killed")

# %% mixes the measures
# feedback: Another measure is mixed in
def envelope(table, side, measure):
    rows = table[table["side"] == side]
    return rows["low"].fillna(rows["value"]).min(), rows["high"].fillna(rows["value"]).max()


my_envelope = envelope(estimates, "Ukraine", "killed")

# %% mixes the sides
# feedback: The other side is mixed in
def envelope(table, side, measure):
    rows = table[table["measure"] == measure]
    return rows["low"].fillna(rows["value"]).min(), rows["high"].fillna(rows["value"]).max()


my_envelope = envelope(estimates, "Ukraine", "killed")

# %% takes the last row
# feedback: the newest estimate alone
def envelope(table, side, measure):
    row = table[(table["side"] == side) & (table["measure"] == measure)].iloc[-1]
    return row["low"], row["high"]


my_envelope = envelope(estimates, "Ukraine", "killed")
