# %% a loop over the parts
def left_out(parts, printed):
    gap = parts["cases"].sum() - printed
    for period, count in zip(parts["period"], parts["cases"]):
        if count == gap:
            return period
    return None


my_left_out = left_out(letter, given["printed"])

# %% adds up all but one, each in turn
def left_out(parts, printed):
    by_period = parts.set_index("period")["cases"]
    fits = [period for period in by_period.index if by_period.drop(period).sum() == printed]
    return fits[0] if fits else None


my_left_out = left_out(letter, given["printed"])
