# %% all ends in one list
def envelope(table, side, measure):
    rows = table.query("side == @side and measure == @measure")
    ends = rows[["value", "low", "high"]]
    return ends.min().min(), ends.max().max()


my_envelope = envelope(estimates, "Ukraine", "killed")

# %% a loop
def envelope(table, side, measure):
    ends = []
    for row in table.itertuples():
        if row.side == side and row.measure == measure:
            ends += [end for end in (row.value, row.low, row.high) if pd.notna(end)]
    return [min(ends), max(ends)]


my_envelope = envelope(estimates, "Ukraine", "killed")
