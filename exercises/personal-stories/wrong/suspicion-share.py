# %% a share instead of per cent
# feedback: asked for is per cent
def suspicion_share(register, suspicions):
    files = suspicions[suspicions["counted"] == "proceedings"]
    both = register.merge(files, on=["offence", "start", "end"])
    both["share"] = both["suspicions"] / both["cases"]
    return both[["offence", "start", "end", "share"]]


# %% upside down
# feedback: upside down
def suspicion_share(register, suspicions):
    files = suspicions[suspicions["counted"] == "proceedings"]
    both = register.merge(files, on=["offence", "start", "end"])
    both["share"] = 100 * both["cases"] / both["suspicions"]
    return both[["offence", "start", "end", "share"]]


# %% keeps the rows that count persons
# feedback: Keep the rows that count proceedings
def suspicion_share(register, suspicions):
    both = register.merge(suspicions, on=["offence", "start", "end"])
    both["share"] = 100 * both["suspicions"] / both["cases"]
    return both[["offence", "start", "end", "share"]]


# %% merges on the offence alone
# feedback: stops with KeyError
def suspicion_share(register, suspicions):
    files = suspicions[suspicions["counted"] == "proceedings"]
    both = register.merge(files, on="offence")
    both["share"] = 100 * both["suspicions"] / both["cases"]
    return both[["offence", "start", "end", "share"]]


# %% keeps spans that only one table counts
# feedback: does not belong
def suspicion_share(register, suspicions):
    files = suspicions[suspicions["counted"] == "proceedings"]
    both = register.merge(files, on=["offence", "start", "end"], how="left")
    both["share"] = 100 * both["suspicions"] / both["cases"]
    return both[["offence", "start", "end", "share"]]


# %% divides row by row without merging
# feedback: not right
def suspicion_share(register, suspicions):
    files = suspicions[suspicions["counted"] == "proceedings"].reset_index(drop=True)
    return files[["offence", "start", "end"]].assign(share=100 * files["suspicions"] / register["cases"])


# %% one share for each offence, over all spans
# feedback: the column 'start' is missing
def suspicion_share(register, suspicions):
    files = suspicions[suspicions["counted"] == "proceedings"].groupby("offence")["suspicions"].sum()
    return (100 * files / register.groupby("offence")["cases"].sum()).rename("share").reset_index()

# %% rounded
# feedback: seems to be rounded
def suspicion_share(register, suspicions):
    both = register.merge(suspicions[suspicions["counted"] == "proceedings"], on=["offence", "start", "end"])
    both["share"] = (100 * both["suspicions"] / both["cases"]).round(1)
    return both[["offence", "start", "end", "share"]]
