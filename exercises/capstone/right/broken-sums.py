# %% a loop over the totals
def broken_sums(parts, totals):
    rows = []
    for name, printed in zip(totals["total"], totals["printed"]):
        own = parts[parts["total"] == name]
        gap = printed - own["value"].sum()
        if abs(gap) > (own["step"] / 2).sum():
            rows.append({"total": name, "gap": gap})
    return pd.DataFrame(rows, columns=["total", "gap"])

# %% the smallest and the largest sum that the parts allow
def broken_sums(parts, totals):
    ends = parts.assign(least=parts["value"] - parts["step"] / 2, most=parts["value"] + parts["step"] / 2)
    both = totals.merge(ends.groupby("total").sum(numeric_only=True).reset_index(), on="total")
    both["gap"] = both["printed"] - both["value"]
    return both.loc[~both["printed"].between(both["least"], both["most"]), ["total", "gap"]]
