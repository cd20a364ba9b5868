# %% a loop over the definitions
def which_definition(executions, definitions, printed):
    shot = dict(zip(executions["offence"], executions["shot"]))
    for name in definitions["definition"].unique():
        held = definitions.loc[definitions["definition"] == name, "offence"]
        if sum(shot.get(offence, 0) for offence in held) == printed:
            return name
    return None


my_definition = which_definition(executions, definitions, given["printed"])

# %% map instead of merge, and a pivot
def which_definition(executions, definitions, printed):
    shot = definitions["offence"].map(executions.set_index("offence")["shot"])
    totals = definitions.assign(n=shot).pivot_table(index="definition", values="n", aggfunc="sum").query("n == @printed")
    return totals.index[0] if len(totals) == 1 else None


my_definition = which_definition(executions, definitions, given["printed"])
