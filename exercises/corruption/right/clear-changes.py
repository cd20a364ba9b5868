# %% merges the table with itself, a year later
def clear_changes(index, error):
    before = index.assign(year=index["year"] + 1)[["year", "score"]]
    both = index[["year", "score"]].merge(before, on="year", suffixes=("", "_before")).sort_values("year")
    return both["year"][(both["score"] - both["score_before"]).abs() > error].tolist()


my_years = clear_changes(index, given["error"])

# %% every year of the span, then the difference
def clear_changes(index, error):
    score = index.set_index("year")["score"].sort_index()
    step = score.reindex(range(score.index[0], score.index[-1] + 1)).diff()
    return step.index[(step > error) | (step < -error)].tolist()


my_years = clear_changes(index, given["error"])

# %% an array
def clear_changes(index, error):
    rows = index.sort_values("year")
    is_clear = (rows["year"].diff() == 1) & (rows["score"].diff().abs() > error)
    return rows["year"][is_clear].to_numpy()


my_years = clear_changes(index, given["error"])
