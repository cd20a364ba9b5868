# %% one comparison for all columns
def alike(table, claim):
    names = list(claim)
    same = (table[names] == pd.Series(claim)[names]).all(axis=1)
    return list(table.loc[same, "id"])


my_alike = alike(figures, given["claim"])

# %% row by row
def alike(table, claim):
    found = []
    for row in table.to_dict("records"):
        if all(row[name] == wanted for name, wanted in claim.items()):
            found.append(row["id"])
    return found


my_alike = alike(figures, given["claim"])
