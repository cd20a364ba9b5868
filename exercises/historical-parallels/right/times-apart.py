# %% a loop over the subjects
def times_apart(counts):
    rows = []
    for subject in counts["subject"].unique():
        part = counts[counts["subject"] == subject]
        numbers = [one for name in ("value", "low", "high") for one in part[name] if pd.notna(one)]
        rows.append({"subject": subject, "times": max(numbers) / min(numbers)})
    return pd.DataFrame(rows)

# %% long form first
def times_apart(counts):
    long = counts.melt(id_vars="subject", value_vars=["value", "low", "high"], value_name="men").dropna()
    return long.groupby("subject").agg(times=("men", lambda men: men.max() / men.min()))
