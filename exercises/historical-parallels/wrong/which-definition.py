# %% gives the total of the definition
# feedback: Asked for is the name of the definition
def which_definition(executions, definitions, printed):
    totals = definitions.merge(executions, on="offence").groupby("definition")["shot"].sum()
    return int(totals[totals == printed].iloc[0])


my_definition = which_definition(executions, definitions, given["printed"])

# %% the widest definition that does not go beyond the printed total
# feedback: then the function returns None
def which_definition(executions, definitions, printed):
    totals = definitions.merge(executions, on="offence").groupby("definition")["shot"].sum()
    totals = totals[totals <= printed]
    return totals.idxmax() if len(totals) else None


my_definition = which_definition(executions, definitions, given["printed"])

# %% stops where no definition fits
# feedback: stops with IndexError
def which_definition(executions, definitions, printed):
    totals = definitions.merge(executions, on="offence").groupby("definition")["shot"].sum()
    return totals[totals == printed].index[0]


my_definition = which_definition(executions, definitions, given["printed"])

# %% gives back a list
# feedback: take the one entry out of it
def which_definition(executions, definitions, printed):
    totals = definitions.merge(executions, on="offence").groupby("definition")["shot"].sum()
    return totals[totals == printed].index.tolist()


my_definition = which_definition(executions, definitions, given["printed"])

# %% the first definition
# feedback: a total that is too small
def which_definition(executions, definitions, printed):
    return definitions["definition"].iloc[0]


my_definition = which_definition(executions, definitions, given["printed"])

# %% the widest definition
# feedback: an offence too many
def which_definition(executions, definitions, printed):
    totals = definitions.merge(executions, on="offence").groupby("definition")["shot"].sum()
    return totals.idxmax()


my_definition = which_definition(executions, definitions, given["printed"])

# %% the offence at which a running total reaches the printed one
# feedback: That is an offence
def which_definition(executions, definitions, printed):
    running = executions["shot"].cumsum()
    return executions["offence"][(running - printed).abs().idxmin()]


my_definition = which_definition(executions, definitions, given["printed"])

# %% the function is right, the answer was taken from the article's words
# feedback: my_definition is
def which_definition(executions, definitions, printed):
    totals = definitions.merge(executions, on="offence").groupby("definition")["shot"].sum()
    for name, total in totals.items():
        if total == printed:
            return name


my_definition = "desertion or cowardice"
