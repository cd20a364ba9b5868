# %% forgets rounding
# feedback: though rounding explains one of them
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")["value"].sum())
    gap = both["printed"] - both["value"]
    return gap[gap != 0].rename("gap").reset_index()

# %% allows a whole step for each part
# feedback: off by half its step, not by a whole one
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")[["value", "step"]].sum())
    gap = both["printed"] - both["value"]
    return gap[gap.abs() > both["step"]].rename("gap").reset_index()

# %% a gap without a sign
# feedback: the gap has no sign
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")[["value", "step"]].sum())
    gap = (both["printed"] - both["value"]).abs()
    return gap[gap > both["step"] / 2].rename("gap").reset_index()

# %% the gap the other way round
# feedback: turn it round
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")[["value", "step"]].sum())
    gap = both["value"] - both["printed"]
    return gap[gap.abs() > both["step"] / 2].rename("gap").reset_index()

# %% every total
# feedback: Keep those that are broken
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")["value"].sum())
    return (both["printed"] - both["value"]).rename("gap").reset_index()

# %% only totals that are too large
# feedback: only the totals that are too large
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")[["value", "step"]].sum())
    gap = both["printed"] - both["value"]
    return gap[gap > both["step"] / 2].rename("gap").reset_index()

# %% the gap in per cent
# feedback: the gap is in per cent
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")[["value", "step"]].sum())
    gap = both["printed"] - both["value"]
    gap = (100 * gap / both["value"])[gap.abs() > both["step"] / 2]
    return gap.rename("gap").reset_index()

# %% the names of the broken totals alone
# feedback: should be a table
def broken_sums(parts, totals):
    both = totals.set_index("total").join(parts.groupby("total")[["value", "step"]].sum())
    gap = both["printed"] - both["value"]
    return gap.index[gap.abs() > both["step"] / 2].tolist()
