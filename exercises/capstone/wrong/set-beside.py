# %% does not look at the length
# feedback: The lengths of time differ
def alike(table, claim):
    kept = table
    for name in ("offence", "step", "unit"):
        kept = kept[kept[name] == claim[name]]
    return kept["id"].tolist()


my_alike = alike(figures, given["claim"])

# %% does not look at the unit
# feedback: The units differ
def alike(table, claim):
    kept = table
    for name in ("offence", "step", "months"):
        kept = kept[kept[name] == claim[name]]
    return kept["id"].tolist()


my_alike = alike(figures, given["claim"])

# %% does not look at the step
# feedback: The steps of procedure differ
def alike(table, claim):
    kept = table
    for name in ("offence", "unit", "months"):
        kept = kept[kept[name] == claim[name]]
    return kept["id"].tolist()


my_alike = alike(figures, given["claim"])

# %% does not look at the offence
# feedback: The offences differ
def alike(table, claim):
    kept = table
    for name in ("step", "unit", "months"):
        kept = kept[kept[name] == claim[name]]
    return kept["id"].tolist()


my_alike = alike(figures, given["claim"])

# %% the first alone
# feedback: there may be several
def alike(table, claim):
    kept = table
    for name in ("offence", "step", "unit", "months"):
        kept = kept[kept[name] == claim[name]]
    return kept["id"].tolist()[:1]


my_alike = alike(figures, given["claim"])

# %% alike in any of the four
# feedback: All four are asked for
def alike(table, claim):
    kept = False
    for name in ("offence", "step", "unit", "months"):
        kept = kept | (table[name] == claim[name])
    return table.loc[kept, "id"].tolist()


my_alike = alike(figures, given["claim"])

# %% the rows themselves
# feedback: should be a list
def alike(table, claim):
    kept = table
    for name in ("offence", "step", "unit", "months"):
        kept = kept[kept[name] == claim[name]]
    return kept


my_alike = alike(figures, given["claim"])["id"].tolist()
