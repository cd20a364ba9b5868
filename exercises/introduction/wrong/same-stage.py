# %% upside down
# feedback: upside down
def same_stage(table, stage):
    wide = table[table["stage"] == stage].pivot(index="offence", columns="country", values="cases")
    return (wide["Ukraine"] / wide["Russia"]).dropna().rename("ratio").reset_index()


# %% adds up all stages
# feedback: all stages of a country are added up
def same_stage(table, stage):
    wide = table.pivot_table(index="offence", columns="country", values="cases", aggfunc="sum")
    return (wide["Russia"] / wide["Ukraine"]).dropna().rename("ratio").reset_index()


# %% sets the largest figure of each country side by side
# feedback: another stage of one country
def same_stage(table, stage):
    wide = table.pivot_table(index="offence", columns="country", values="cases", aggfunc="max")
    return (wide["Russia"] / wide["Ukraine"]).dropna().rename("ratio").reset_index()


# %% keeps what only one country counts
# feedback: only one country counts
def same_stage(table, stage):
    wide = table[table["stage"] == stage].pivot(index="offence", columns="country", values="cases")
    return (wide["Russia"] / wide["Ukraine"]).rename("ratio").reset_index()


# %% subtracts
# feedback: this is a difference
def same_stage(table, stage):
    wide = table[table["stage"] == stage].pivot(index="offence", columns="country", values="cases")
    return (wide["Russia"] - wide["Ukraine"]).dropna().rename("ratio").reset_index()


# %% takes the court for every stage
# feedback: not right
def same_stage(table, stage):
    wide = table[table["stage"] == "court"].pivot(index="offence", columns="country", values="cases")
    return (wide["Russia"] / wide["Ukraine"]).dropna().rename("ratio").reset_index()


# %% gives the column alone
# feedback: this is a single column
def same_stage(table, stage):
    wide = table[table["stage"] == stage].pivot(index="offence", columns="country", values="cases")
    return (wide["Russia"] / wide["Ukraine"]).dropna()

# %% rounded
# feedback: seems to be rounded
def same_stage(table, stage):
    rows = table[table["stage"] == stage]
    wide = rows.pivot(index="offence", columns="country", values="cases")
    return (wide["Russia"] / wide["Ukraine"]).dropna().round(2).rename("ratio").reset_index()
