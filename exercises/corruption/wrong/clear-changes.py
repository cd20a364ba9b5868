# %% counts a change as large as the error
# feedback: is still within it
def clear_changes(index, error):
    score = dict(zip(index["year"], index["score"]))
    return sorted(year for year in score if year - 1 in score and abs(score[year] - score[year - 1]) >= error)


my_years = clear_changes(index, given["error"])

# %% rises alone
# feedback: A fall is a change too
def clear_changes(index, error):
    score = dict(zip(index["year"], index["score"]))
    return sorted(year for year in score if year - 1 in score and score[year] - score[year - 1] > error)


my_years = clear_changes(index, given["error"])

# %% falls alone
# feedback: A rise is a change too
def clear_changes(index, error):
    score = dict(zip(index["year"], index["score"]))
    return sorted(year for year in score if year - 1 in score and score[year - 1] - score[year] > error)


my_years = clear_changes(index, given["error"])

# %% compares with the row above
# feedback: A year is compared with the row above it
def clear_changes(index, error):
    return sorted(index["year"][index["score"].diff().abs() > error].tolist())


my_years = clear_changes(index, given["error"])

# %% compares across missing years
# feedback: though years between them are missing
def clear_changes(index, error):
    rows = index.sort_values("year")
    return rows["year"][rows["score"].diff().abs() > error].tolist()


my_years = clear_changes(index, given["error"])

# %% compares with the first year
# feedback: Each year is compared with the first one
def clear_changes(index, error):
    rows = index.sort_values("year")
    return rows["year"][(rows["score"] - rows["score"].iloc[0]).abs() > error].tolist()


my_years = clear_changes(index, given["error"])

# %% gives the changes
# feedback: Asked for are the years
def clear_changes(index, error):
    score = index.sort_values("year").set_index("year")["score"]
    change = [score[year] - score[year - 1] for year in score.index if year - 1 in score.index]
    return [int(one) for one in change if abs(one) > error]


my_years = clear_changes(index, given["error"])

# %% in the order of the rows
# feedback: The earliest year comes first
def clear_changes(index, error):
    score = dict(zip(index["year"], index["score"]))
    years = [year for year in score if year - 1 in score and abs(score[year] - score[year - 1]) > error]
    return years[::-1]


my_years = clear_changes(index, given["error"])

# %% the earlier of the two years
# feedback: the later of two years
def clear_changes(index, error):
    score = dict(zip(index["year"], index["score"]))
    return sorted(year for year in score if year + 1 in score and abs(score[year + 1] - score[year]) > error)


my_years = clear_changes(index, given["error"])
