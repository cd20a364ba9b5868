# %% uses the single numbers only
# feedback: the counts that are a range are left out
def times_apart(counts):
    grouped = counts.groupby("subject")["value"]
    return (grouped.max() / grouped.min()).rename("times").reset_index()

# %% uses the ranges only
# feedback: the counts that are one number are left out
def times_apart(counts):
    grouped = counts.groupby("subject")
    return (grouped["high"].max() / grouped["low"].min()).rename("times").reset_index()

# %% takes the middle of each range
# feedback: takes the middle of each range
def times_apart(counts):
    middle = counts["value"].fillna((counts["low"] + counts["high"]) / 2)
    grouped = middle.groupby(counts["subject"])
    return (grouped.max() / grouped.min()).rename("times").reset_index()

# %% a blank becomes zero
# feedback: taken for a count of zero
def times_apart(counts):
    low = counts["low"].fillna(counts["value"]).fillna(0)
    high = counts["high"].fillna(counts["value"]).fillna(0)
    ends = counts.assign(low=low, high=high).groupby("subject")
    return (ends["high"].max() / ends["low"].min()).rename("times").reset_index()

# %% a difference
# feedback: How many times as many is a division
def times_apart(counts):
    low, high = counts["low"].fillna(counts["value"]), counts["high"].fillna(counts["value"])
    ends = counts.assign(low=low, high=high).groupby("subject")
    return (ends["high"].max() - ends["low"].min()).rename("times").reset_index()

# %% upside down
# feedback: the lowest divided by the highest
def times_apart(counts):
    low, high = counts["low"].fillna(counts["value"]), counts["high"].fillna(counts["value"])
    ends = counts.assign(low=low, high=high).groupby("subject")
    return (ends["low"].min() / ends["high"].max()).rename("times").reset_index()

# %% mixes the subjects
# feedback: group the rows by subject
def times_apart(counts):
    low, high = counts["low"].fillna(counts["value"]), counts["high"].fillna(counts["value"])
    return counts[["subject"]].drop_duplicates().assign(times=high.max() / low.min())

# %% each count by itself
# feedback: stands in it
def times_apart(counts):
    low, high = counts["low"].fillna(counts["value"]), counts["high"].fillna(counts["value"])
    return counts.assign(times=high / low)[["subject", "times"]]

# %% rounded
# feedback: seems to be rounded
def times_apart(counts):
    low, high = counts["low"].fillna(counts["value"]), counts["high"].fillna(counts["value"])
    ends = counts.assign(low=low, high=high).groupby("subject")
    return (ends["high"].max() / ends["low"].min()).round(1).rename("times").reset_index()
