# %% gives the number of cases
# feedback: the period that they belong to
def left_out(parts, printed):
    return parts["cases"].sum() - printed


my_left_out = left_out(letter, given["printed"])

# %% gives back a column
# feedback: take the one entry out
def left_out(parts, printed):
    gap = parts["cases"].sum() - printed
    return parts.loc[parts["cases"] == gap, "period"]


my_left_out = left_out(letter, given["printed"])

# %% takes the part nearest to the gap, whether or not it is the gap
# feedback: then the function returns None
def left_out(parts, printed):
    gap = parts["cases"].sum() - printed
    return parts["period"][(parts["cases"] - gap).abs().idxmin()]


my_left_out = left_out(letter, given["printed"])

# %% stops where no part explains the gap
# feedback: stops with IndexError
def left_out(parts, printed):
    gap = parts["cases"].sum() - printed
    return parts.loc[parts["cases"] == gap, "period"].iloc[0]


my_left_out = left_out(letter, given["printed"])

# %% the part nearest to the printed total
# feedback: nearest to the printed total
def left_out(parts, printed):
    return parts["period"][(parts["cases"] - printed).abs().idxmin()]


my_left_out = left_out(letter, given["printed"])

# %% always the first part
# feedback: That is the first part
def left_out(parts, printed):
    return parts["period"].iloc[0]


my_left_out = left_out(letter, given["printed"])

# %% the function is right, the period was guessed
# feedback: my_left_out is
def left_out(parts, printed):
    gap = parts["cases"].sum() - printed
    for period, cases in zip(parts["period"], parts["cases"]):
        if cases == gap:
            return period


my_left_out = letter["period"].iloc[0]
